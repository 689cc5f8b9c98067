package io.sextant.history;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Terms;
import io.sextant.history.index.Choice;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A condition on one part of a flow: decided once per value of the dictionary. */
final class PartTest implements RowTest {
  /** An index helps where few values fit; more terms cost more than they save. */
  private static final int MOST_TERMS = 512;

  /** So few values are looked for among those of a block, instead of asking each of those. */
  private static final int FEW = 8;

  /** So few rows are looked up one by one, instead of decoding a column. */
  private static final int FEW_ROWS = 4;

  private static final byte UNKNOWN = 0;
  private static final byte FITS = 1;
  private static final byte DIFFERS = 2;

  private final Predicate<Event> condition;
  private final Part part;
  private final Dictionary dictionary;

  /** What was answered for an endpoint, where that decides; else null. */
  private final @Nullable Map<Endpoint, Boolean> endpoints;

  /** All values that fit, when they are known to be few. */
  private int @Nullable [] few;

  private byte[] known = new byte[64];
  private boolean[] marked = new boolean[64];

  /**
   * @param endpoints empty where the condition looks at nothing but a side's endpoint; else null
   */
  PartTest(
      Predicate<Event> condition,
      Part part,
      Dictionary dictionary,
      @Nullable Map<Endpoint, Boolean> endpoints) {
    this.endpoints = endpoints;
    this.condition = condition;
    this.part = part;
    this.dictionary = dictionary;
  }

  @Override
  public void refine(BlockColumns block, Rows rows) {
    if (part != Part.PLACE && rows.count() <= FEW_ROWS) {
      for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
        if (!fits(block.number(part, row))) {
          rows.remove(row);
        }
      }
      return;
    }
    if (few != null) {
      rows.keep(block.rowsWith(part, few));
      return;
    }
    int count = block.valueCount(part);
    int[] values = block.values(part);
    if (marked.length < count) {
      marked = new boolean[Math.max(count, 2 * marked.length)];
    }
    int fitting = 0;
    for (int i = 0; i < count; i++) {
      marked[i] = fits(values[i]);
      fitting += marked[i] ? 1 : 0;
    }
    if (fitting == 0) {
      rows.none(block.rows());
    } else if (fitting < count) {
      rows.keep(block.codes(part, rows), marked);
    }
  }

  private boolean fits(int id) {
    if (id >= known.length) {
      known = Arrays.copyOf(known, Math.max(id + 1, 2 * known.length));
    }
    byte answer = known[id];
    if (answer == UNKNOWN) {
      answer = test(id) ? FITS : DIFFERS;
      known[id] = answer;
    }
    return answer == FITS;
  }

  private boolean test(int id) {
    if (endpoints == null) {
      return condition.test(dictionary.example(part, id));
    }
    Endpoint endpoint = dictionary.party(id).endpoint();
    Boolean answer = endpoints.get(endpoint);
    if (answer == null) {
      answer = condition.test(dictionary.example(part, id));
      endpoints.put(endpoint, answer);
    }
    return answer;
  }

  @Override
  public int cost() {
    // Of all parts the sides differ most from row to row: they leave the fewest rows for others.
    return part == Part.SOURCE || part == Part.DESTINATION ? 1 : 2;
  }

  @Override
  public @Nullable BitSet candidates(PartitionReader partition) {
    int[] fitting = new int[MOST_TERMS];
    int size = 0;
    int count = dictionary.count(part);
    for (int id = 0; id < count; id++) {
      if (fits(id)) {
        if (size == MOST_TERMS) {
          return null;
        }
        fitting[size++] = id;
      }
    }
    if (size <= FEW && part != Part.PLACE) {
      // The dictionary has all values of the partition's blocks, as those came after their values.
      few = Arrays.copyOf(fitting, size);
    }
    Terms terms = new Terms();
    for (int i = 0; i < size; i++) {
      terms.add(kind(), fitting[i]);
    }
    return partition.select(Choice.AnyOf.of(terms));
  }

  private Terms.Kind kind() {
    return switch (part) {
      case SOURCE, DESTINATION -> Terms.Kind.PARTY;
      case SHAPE -> Terms.Kind.SHAPE;
      case PLACE -> Terms.Kind.PLACE;
      case DECISION -> Terms.Kind.DECISION;
    };
  }
}
