package io.sextant.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong in one file, gathered while it is read. */
final class Errors {
  /** Of one object; more say nothing new. */
  private static final int MOST = 100;

  private final String file;
  private final List<ManifestError> found = new ArrayList<>();
  private int document = 1;
  private @Nullable ObjectName object;
  private int ofObject;
  private int count;

  Errors(String file) {
    this.file = file;
  }

  /** What is found from now on is in this document. */
  void in(int document) {
    this.document = document;
    about(null);
  }

  /** What is found from now on is about this object, or about none that is known by name. */
  void about(@Nullable ObjectName object) {
    this.object = object;
    this.ofObject = 0;
  }

  void add(Place place, String problem) {
    count++;
    if (++ofObject <= MOST) {
      found.add(new ManifestError(location(place), object, problem));
    }
  }

  /** What is read, or something else with the error noted. */
  <T> T reading(Supplier<T> read, T otherwise) {
    try {
      return read.get();
    } catch (BadValue e) {
      add(e.place(), e.problem());
      return otherwise;
    }
  }

  Location location(Place place) {
    return new Location(file, document, place.path(), place.line(), place.column());
  }

  /** All of them, with those that are not kept. */
  int count() {
    return count;
  }

  List<ManifestError> found() {
    return List.copyOf(found);
  }
}
