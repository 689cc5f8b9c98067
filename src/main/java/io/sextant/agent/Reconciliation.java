package io.sextant.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is wanted, held against what the kernel holds.
 *
 * @param revision of the intent that was compared
 * @param parts one per kind of thing, those without differences too
 */
public record Reconciliation(Instant time, int revision, List<Part> parts) {
  private static final int SHOWN = 100;

  /** Kinds of things that are compared, each with the repairs for what differs. */
  public enum Thing {
    /** Entries of the endpoint map. */
    ENDPOINTS(Repair.ENDPOINT_ADDED, Repair.ENDPOINT_REMOVED, Repair.ENDPOINT_REWRITTEN),
    /** Entries of the address map. */
    ADDRESSES(Repair.ADDRESS_ADDED, Repair.ADDRESS_REMOVED, Repair.ADDRESS_REWRITTEN),
    /** Rule sets with their entries. */
    RULE_SETS(Repair.RULE_SET_ADDED, Repair.RULE_SET_REMOVED, Repair.RULE_SET_REWRITTEN),
    /** Programs on devices. */
    PROGRAMS(Repair.PROGRAM_ATTACHED, Repair.PROGRAM_DETACHED, Repair.PROGRAM_ATTACHED),
    /** Pins of maps. */
    PINS(Repair.MAP_PINNED, Repair.MAP_PINNED, Repair.MAP_PINNED);

    private final Repair missing;
    private final Repair extra;
    private final Repair altered;

    Thing(Repair missing, Repair extra, Repair altered) {
      this.missing = missing;
      this.extra = extra;
      this.altered = altered;
    }
  }

  /**
   * One kind of thing.
   *
   * @param wanted how many are wanted
   * @param real how many there are
   * @param missing what is wanted and not there
   * @param extra what is there and nobody wants
   * @param altered what is there and says something else
   */
  public record Part(Thing thing, int wanted, int real, Shown missing, Shown extra, Shown altered) {
    static <K, V> Part of(Thing thing, Map<K, V> wanted, Map<K, V> real) {
      List<String> missing = new ArrayList<>();
      List<String> altered = new ArrayList<>();
      wanted.forEach((key, value) -> {
        V found = real.get(key);
        if (found == null) {
          missing.add("%s: %s".formatted(key, value));
        } else if (!found.equals(value)) {
          altered.add("%s: %s, not %s".formatted(key, found, value));
        }
      });
      List<String> extra = new ArrayList<>();
      real.forEach((key, value) -> {
        if (!wanted.containsKey(key)) {
          extra.add("%s: %s".formatted(key, value));
        }
      });
      return new Part(
          thing, wanted.size(), real.size(), Shown.of(missing), Shown.of(extra), Shown.of(altered));
    }

    /** Whether both are equal. */
    public boolean isEqual() {
      return missing.count + extra.count + altered.count == 0;
    }

    Map<Repair, Integer> repairs() {
      Map<Repair, Integer> repairs = new java.util.EnumMap<>(Repair.class);
      repairs.merge(thing.missing, missing.count, Integer::sum);
      repairs.merge(thing.extra, extra.count, Integer::sum);
      repairs.merge(thing.altered, altered.count, Integer::sum);
      repairs.values().removeIf(count -> count == 0);
      return repairs;
    }
  }

  /**
   * Things that differ.
   *
   * @param texts the first of them
   */
  public record Shown(int count, List<String> texts) {
    static Shown of(List<String> all) {
      return new Shown(all.size(), all.stream().sorted().limit(SHOWN).toList());
    }
  }

  public Reconciliation {
    parts = List.copyOf(parts);
  }

  /** Whether the kernel held exactly what is wanted. */
  public boolean isEqual() {
    return parts.stream().allMatch(Part::isEqual);
  }

  /** Where the kernel differed. */
  Stream<Part> differing() {
    return parts.stream().filter(part -> !part.isEqual());
  }
}
