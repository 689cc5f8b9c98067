package io.sextant.control;

import io.sextant.flow.IpAddress;
import java.util.List;

/** Names that an endpoint was given an address for. Trailing dots are removed. */
public record NameEntry(int endpointId, IpAddress address, List<String> names) {
  public NameEntry {
    names = names.stream().map(NameEntry::withoutDot).toList();
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
