package io.sextant.history;

import io.sextant.flow.Verdict;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Scratch;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupTable;
import io.sextant.store.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows of blocks by group, without making flows of them: each column of keys is a number
 * per row, the numbers of all columns and of the stretch of time become one, which sums are kept
 * under. Belongs to one thread.
 */
final class BlockGroups implements AutoCloseable {
  /** Groups after which the sums are handed on, so that memory is bounded. */
  private static final int MOST_GROUPS = 200_000;

  private final Aggregation aggregation;
  private final GroupTable table;
  private final List<KeyColumn> columns;

  /** Where each column's texts stand among the keys. */
  private final List<int[]> places = new ArrayList<>();

  /** One for each column: with the number of all columns before it. The last is for the time. */
  private final List<Pairs> combined = new ArrayList<>();

  private final Scratch scratch = new Scratch();
  private final List<Long> buckets = new ArrayList<>();
  private int[] numbers = {};
  private int[] keys = {};
  private int[] rows = {};
  private int[] shapes = {};
  private int[] verdicts = {};
  private int[] lengths = {};
  private long[] times = {};
  private Tally[] sums = new Tally[64];

  /**
   * @param table told of all sums at the {@link #finish end}
   */
  BlockGroups(Aggregation aggregation, GroupTable table) {
    this.aggregation = aggregation;
    this.table = table;
    this.columns = KeyColumn.of(aggregation.by());
    for (KeyColumn column : columns) {
      combined.add(new Pairs());
      places.add(column.fields().stream().mapToInt(aggregation.by()::indexOf).toArray());
    }
    combined.add(new Pairs());
  }

  /** Goes to a partition. */
  void enter(Dictionary dictionary) {
    columns.forEach(column -> column.enter(dictionary));
  }

  /**
   * Counts rows of a block that lie within the aggregation's time.
   *
   * @param chosen rows that are wanted, rising; null for all
   */
  void add(Block block, int @Nullable [] chosen) {
    reserve(block.rows());
    int count = choose(block, chosen);
    if (count == 0) {
      return;
    }
    // Before there is any new group: a damaged block leaves none without a sum.
    block.packetLengths(scratch, lengths);
    int different = block.ids(Part.SHAPE, scratch, shapes, verdicts);
    Arrays.fill(numbers, 0, count, 0);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).fill(block, scratch, keys);
      combine(combined.get(i), count);
    }
    stretches(count);
    combine(combined.getLast(), count);
    sum(block.dictionary(), different, count);
    if (combined.getLast().size() > MOST_GROUPS) {
      finish();
    }
  }

  private void combine(Pairs pairs, int count) {
    for (int i = 0; i < count; i++) {
      numbers[i] = pairs.number(numbers[i], keys[rows[i]]);
    }
  }

  /** Which rows to look at; their number. */
  private int choose(Block block, int @Nullable [] chosen) {
    int all = chosen == null ? block.rows() : chosen.length;
    block.times(scratch, times);
    boolean inside =
        aggregation.covers(block.minTimeNanos()) && aggregation.covers(block.maxTimeNanos());
    int count = 0;
    for (int i = 0; i < all; i++) {
      int row = chosen == null ? i : chosen[i];
      if (inside || aggregation.covers(times[row])) {
        rows[count++] = row;
      }
    }
    return count;
  }

  /** Gives each row the number of its stretch of time. */
  private void stretches(int count) {
    long start = 0;
    long end = -1;
    int number = 0;
    for (int i = 0; i < count; i++) {
      long time = times[rows[i]];
      if (i == 0 || time < start || time > end) {
        start = aggregation.bucket(time);
        end =
            aggregation.bucketNanos() == 0 ? Long.MAX_VALUE : start + aggregation.bucketNanos() - 1;
        number = bucket(start);
      }
      keys[rows[i]] = number;
    }
  }

  private int bucket(long start) {
    for (int i = buckets.size() - 1; i >= 0; i--) {
      if (buckets.get(i) == start) {
        return i;
      }
    }
    buckets.add(start);
    return buckets.size() - 1;
  }

  private void sum(Dictionary dictionary, int different, int count) {
    Verdict[] byCode = new Verdict[different];
    for (int i = 0; i < different; i++) {
      byCode[i] = dictionary.shape(shapes[i]).verdict();
    }
    int groups = combined.getLast().size();
    if (groups > sums.length) {
      sums = Arrays.copyOf(sums, Math.max(groups, 2 * sums.length));
    }
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      Tally sum = sums[numbers[i]];
      if (sum == null) {
        sum = new Tally();
        sums[numbers[i]] = sum;
      }
      sum.add(byCode[verdicts[row]], 1, lengths[row], times[row], times[row]);
    }
  }

  /** Hands on all sums. */
  void finish() {
    Pairs last = combined.getLast();
    for (int group = 0; group < last.size(); group++) {
      String[] texts = new String[aggregation.by().size()];
      int number = last.first(group);
      for (int i = columns.size() - 1; i >= 0; i--) {
        Pairs pairs = combined.get(i);
        List<String> values = columns.get(i).texts(pairs.second(number));
        for (int k = 0; k < values.size(); k++) {
          texts[places.get(i)[k]] = values.get(k);
        }
        number = pairs.first(number);
      }
      table.add(buckets.get(last.second(group)), List.of(texts), sums[group]);
    }
    combined.forEach(Pairs::clear);
    Arrays.fill(sums, null);
    buckets.clear();
  }

  private void reserve(int count) {
    if (numbers.length < count) {
      numbers = new int[count];
      keys = new int[count];
      rows = new int[count];
      shapes = new int[count];
      verdicts = new int[count];
      lengths = new int[count];
      times = new long[count];
    }
  }

  @Override
  public void close() {
    scratch.close();
  }
}
