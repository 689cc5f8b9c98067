package io.sextant.manifest;

import io.sextant.flow.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one mapping while it is read. A field that cannot be read becomes an error, and
 * reading goes on with the next: so that all errors of an object are told at once.
 */
final class Fields {
  private final Value value;
  private final List<Value.Member> members;
  private final Errors errors;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * @throws BadValue unless the value is a mapping
   */
  Fields(Value value, Errors errors) {
    this.value = value;
    this.members = value.members();
    this.errors = errors;
  }

  /** Those of a mapping that is left out. */
  static Fields none(Value place, Errors errors) {
    return new Fields(new Value.Mapping(place.place(), List.of()), errors);
  }

  /** The value of a field, or null where it is left out. */
  @Nullable Value get(String name) {
    known.add(name);
    for (Value.Member member : members) {
      if (member.name().equals(name)) {
        return member.value().isNothing() ? null : member.value();
      }
    }
    return null;
  }

  boolean has(String name) {
    return get(name) != null;
  }

  /** The value of a field, as something else stands for it. */
  <T> T get(String name, Function<Value, T> read, T otherwise) {
    Value found = get(name);
    return found == null ? otherwise : errors.reading(() -> read.apply(found), otherwise);
  }

  /**
   * The value of a field.
   *
   * @throws BadValue if it is left out
   */
  Value required(String name) {
    Value found = get(name);
    if (found == null) {
      throw value.bad(name + " is missing");
    }
    return found;
  }

  /** The items of a list, without those that cannot be read; none where it is left out. */
  <T> List<T> list(String name, Function<Value, T> read) {
    Value found = get(name);
    List<T> items = new ArrayList<>();
    if (found != null) {
      for (Value item : errors.reading(found::items, List.<Value>of())) {
        errors.reading(() -> items.add(read.apply(item)), false);
      }
    }
    return items;
  }

  /** Refuses fields that the language has and that mean nothing here yet. */
  void unsupported(String why, String... names) {
    for (String name : names) {
      if (has(name)) {
        errors.add(nameAt(name), name + " is not supported: " + why);
      }
    }
  }

  /** Takes fields note of that say nothing to us. */
  void ignore(String... names) {
    known.addAll(List.of(names));
  }

  /** Refuses all other fields; says whether there are none. */
  boolean done() {
    boolean none = true;
    for (Value.Member member : members) {
      if (!known.contains(member.name())) {
        none = false;
        String hint = Nearest.hint(member.name(), known.stream());
        errors.add(
            member.nameAt(),
            "there is no field "
                + Value.Scalar.quoted(member.name())
                + (hint.isEmpty() ? ": known are " + String.join(", ", known) : hint));
      }
    }
    return none;
  }

  Value value() {
    return value;
  }

  Errors errors() {
    return errors;
  }

  private Place nameAt(String name) {
    return members.stream()
        .filter(member -> member.name().equals(name))
        .map(Value.Member::nameAt)
        .findFirst()
        .orElse(value.place());
  }
}
