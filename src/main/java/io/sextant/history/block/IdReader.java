package io.sextant.history.block;

import io.sextant.flow.FlowId;
import java.util.Arrays;

/** Reads what {@link IdWriter} wrote. */
final class IdReader {
  private IdReader() {}

  static void read(Block block, Scratch scratch, long[] highs, long[] lows) {
    ColumnReader column = block.open(Layout.Column.SESSION, scratch);
    int count = column.get();
    boolean foreign = column.get() != 0;
    if (count > IdWriter.MOST_SESSIONS) {
      throw column.broken(count + " sessions");
    }
    long[] sessions = new long[count];
    long[] lasts = new long[count];
    for (int i = 0; i < count; i++) {
      sessions[i] = column.getLong();
      lasts[i] = column.getLong();
    }
    int rows = block.rows();
    if (foreign || count > 1) {
      column.longs(highs, rows);
    } else {
      Arrays.fill(highs, 0, rows, 1);
    }
    int own = own(column, highs, rows, count);
    block.open(Layout.Column.COUNTER, scratch).longs(lows, own);
    own(highs, lows, rows, own, sessions, lasts);
    foreign(block.open(Layout.Column.FOREIGN_ID, scratch), highs, lows, rows);
  }

  /**
   * Reads that of one row to the first places; false when it takes all of them, and nothing was
   * read.
   */
  static boolean readOne(Block block, int row, Scratch scratch, long[] highs, long[] lows) {
    ColumnReader column = block.open(Layout.Column.SESSION, scratch);
    int count = column.get();
    boolean foreign = column.get() != 0;
    if (count != 1 || foreign) {
      return false;
    }
    highs[0] = column.getLong();
    long last = column.getLong();
    ColumnReader steps = block.open(Layout.Column.COUNTER, scratch);
    lows[0] = FlowId.low(last + steps.sumTo(row, block.rows()));
    return true;
  }

  private static int own(ColumnReader column, long[] codes, int rows, int sessions) {
    int own = 0;
    for (int i = 0; i < rows; i++) {
      if (codes[i] < 0 || codes[i] > sessions) {
        throw column.broken("session " + codes[i] + " of " + sessions);
      }
      own += codes[i] != 0 ? 1 : 0;
    }
    return own;
  }

  private static void own(
      long[] codes, long[] steps, int rows, int own, long[] sessions, long[] lasts) {
    spread(codes, steps, rows, own);
    for (int i = 0; i < rows; i++) {
      if (codes[i] != 0) {
        int session = (int) codes[i] - 1;
        lasts[session] += steps[i];
        steps[i] = FlowId.low(lasts[session]);
        codes[i] = sessions[session];
      }
    }
  }

  /** Steps stand close; from the last row on, so that none is written over. */
  private static void spread(long[] codes, long[] steps, int rows, int own) {
    int next = own;
    for (int i = rows - 1; i >= 0; i--) {
      if (codes[i] != 0) {
        steps[i] = steps[--next];
      }
    }
  }

  private static void foreign(ColumnReader column, long[] highs, long[] lows, int rows) {
    for (int i = 0; i < rows; i++) {
      if (highs[i] == 0) {
        highs[i] = column.getLong();
        lows[i] = column.getLong();
      }
    }
  }
}
