package io.sextant.control;

import java.util.List;

/** What a number stands for; labels as they were given, unsorted. */
public record IdentityEntry(int number, List<String> labels) {
  public IdentityEntry {
    labels = List.copyOf(labels);
  }
}
