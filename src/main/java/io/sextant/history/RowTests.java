package io.sextant.history;

import static java.util.Comparator.comparingInt;

import io.sextant.filter.Condition;
import io.sextant.filter.Criterion;
import io.sextant.filter.FlowFilter;
import io.sextant.filter.Range;
import io.sextant.filter.Selection;
import io.sextant.filter.Uuids;
import io.sextant.flow.Event;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes conditions ready for the blocks of one partition. */
final class RowTests {
  private final Dictionary dictionary;
  private final int mostRows;

  private RowTests(Dictionary dictionary, int mostRows) {
    this.dictionary = dictionary;
    this.mostRows = mostRows;
  }

  /**
   * @param wanted anything that is true or false of an event; what is no {@link Condition} and
   *     cannot be turned into one is asked of each flow as a whole
   * @param mostRows of a block
   */
  static RowTest of(Predicate<Event> wanted, Dictionary dictionary, int mostRows) {
    return new RowTests(dictionary, mostRows).test(wanted);
  }

  private RowTest test(Predicate<Event> wanted) {
    return switch (wanted) {
      case Selection selection -> test(selection.condition());
      case FlowFilter filter -> test(filter.condition());
      case Condition condition -> condition(condition);
      default -> new FlowTest(wanted);
    };
  }

  private RowTest condition(Condition condition) {
    Aspect aspect = aspect(condition);
    if (aspect != null && part(aspect) != null) {
      return new PartTest(
          condition,
          Objects.requireNonNull(part(aspect)),
          dictionary,
          condition.endpointSide() != null ? new IdentityHashMap<>() : null);
    }
    if (aspect == Aspect.SOURCE_PORT || aspect == Aspect.DESTINATION_PORT) {
      return new PortTest(condition, aspect == Aspect.SOURCE_PORT);
    }
    return switch (condition) {
      case Condition.All(var parts) ->
          new All(tests(parts).stream().sorted(comparingInt(RowTest::cost)).toList());
      case Condition.Any(var parts) -> new Any(tests(parts), mostRows);
      case Condition.Not(var part) -> new Not(condition(part), mostRows);
      case Criterion criterion -> criterion(criterion);
    };
  }

  private static RowTest criterion(Criterion criterion) {
    return switch (criterion) {
      case Uuids uuids -> new IdTest(uuids);
      case Range range when range.quantity() == Range.Quantity.TIME ->
          new TimeTest(range.from(), range.to());
      default ->
          Aspect.of(criterion) == Aspect.DETAIL
              ? new DetailTest(criterion)
              : new FlowTest(criterion);
    };
  }

  private List<RowTest> tests(List<Condition> conditions) {
    return conditions.stream().map(this::condition).toList();
  }

  /** The one aspect that all leaves look at, or null. */
  private static @Nullable Aspect aspect(Condition condition) {
    return switch (condition) {
      case Criterion criterion -> Aspect.of(criterion);
      case Condition.Not(var part) -> aspect(part);
      case Condition.All(var parts) -> aspect(parts);
      case Condition.Any(var parts) -> aspect(parts);
    };
  }

  private static @Nullable Aspect aspect(List<Condition> conditions) {
    Aspect common = null;
    for (Condition condition : conditions) {
      Aspect one = aspect(condition);
      if (one == null || (common != null && one != common)) {
        return null;
      }
      common = one;
    }
    return common;
  }

  private static @Nullable Part part(Aspect aspect) {
    return switch (aspect) {
      case SHAPE -> Part.SHAPE;
      case PLACE -> Part.PLACE;
      case DECISION -> Part.DECISION;
      case SOURCE -> Part.SOURCE;
      case DESTINATION -> Part.DESTINATION;
      case SOURCE_PORT, DESTINATION_PORT, TIME, ID, DETAIL, FLOW -> null;
    };
  }

  private static int dearest(List<RowTest> parts) {
    return parts.stream().mapToInt(RowTest::cost).max().orElse(0);
  }

  private record All(List<RowTest> parts) implements RowTest {
    @Override
    public void refine(BlockColumns block, Rows rows) {
      for (RowTest part : parts) {
        part.refine(block, rows);
        if (rows.isEmpty()) {
          return;
        }
      }
    }

    @Override
    public int cost() {
      return dearest(parts);
    }

    @Override
    public @Nullable BitSet candidates(PartitionReader partition) {
      BitSet all = null;
      for (RowTest part : parts) {
        BitSet some = part.candidates(partition);
        if (some != null) {
          if (all != null) {
            some.and(all);
          }
          all = some;
        }
      }
      return all;
    }

    @Override
    public boolean isDear() {
      return parts.stream().anyMatch(RowTest::isDear);
    }
  }

  private static final class Any implements RowTest {
    private final List<RowTest> parts;
    private final Rows found;
    private final Rows left;

    Any(List<RowTest> parts, int mostRows) {
      this.parts = parts;
      this.found = new Rows(mostRows);
      this.left = new Rows(mostRows);
    }

    @Override
    public void refine(BlockColumns block, Rows rows) {
      found.none(block.rows());
      for (RowTest part : parts) {
        left.copy(rows);
        left.remove(found);
        if (left.isEmpty()) {
          break;
        }
        part.refine(block, left);
        found.add(left);
      }
      rows.copy(found);
    }

    @Override
    public int cost() {
      return dearest(parts);
    }

    @Override
    public @Nullable BitSet candidates(PartitionReader partition) {
      BitSet any = new BitSet();
      for (RowTest part : parts) {
        BitSet some = part.candidates(partition);
        if (some == null) {
          return null;
        }
        any.or(some);
      }
      return any;
    }
  }

  private static final class Not implements RowTest {
    private final RowTest part;
    private final Rows fitting;

    Not(RowTest part, int mostRows) {
      this.part = part;
      this.fitting = new Rows(mostRows);
    }

    @Override
    public void refine(BlockColumns block, Rows rows) {
      fitting.copy(rows);
      part.refine(block, fitting);
      rows.remove(fitting);
    }

    @Override
    public int cost() {
      return part.cost();
    }

    @Override
    public @Nullable BitSet candidates(PartitionReader partition) {
      return null;
    }
  }

  private record TimeTest(long from, long to) implements RowTest {
    @Override
    public void refine(BlockColumns block, Rows rows) {
      if (block.minTime() >= from && block.maxTime() <= to) {
        return;
      }
      rows.keep(block.times(), from, to);
    }

    @Override
    public int cost() {
      return 0;
    }

    @Override
    public @Nullable BitSet candidates(PartitionReader partition) {
      return null;
    }
  }

  /** What only the whole flow tells. */
  private record FlowTest(Predicate<Event> condition) implements RowTest {
    @Override
    public void refine(BlockColumns block, Rows rows) {
      for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
        if (!condition.test(block.flow(row))) {
          rows.remove(row);
        }
      }
    }

    @Override
    public int cost() {
      return 6;
    }

    @Override
    public @Nullable BitSet candidates(PartitionReader partition) {
      return null;
    }
  }
}
