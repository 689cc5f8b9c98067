package io.sextant.history.block;

import java.lang.foreign.MemorySegment;

/** Looks whether the header of a block can be true. */
final class BlockCheck {
  private BlockCheck() {}

  /** Length of the block that begins at an offset, all of which is there. */
  static int length(MemorySegment log, long start) {
    long left = log.byteSize() - start;
    if (start < 0 || left < Layout.HEADER) {
      throw broken("%d bytes are left, a header has %d".formatted(left, Layout.HEADER));
    }
    int magic = log.get(Layout.INT, start);
    if (magic != Layout.MAGIC) {
      throw broken("begins with %08x, a block with %08x".formatted(magic, Layout.MAGIC));
    }
    int format = log.get(Layout.INT, start + Layout.AT_FORMAT);
    if (format != (Layout.FORMAT | Layout.HEADER << 16)) {
      throw broken(
          "format %d with a header of %d bytes; known is format %d with %d"
              .formatted(format & 0xffff, format >>> 16, Layout.FORMAT, Layout.HEADER));
    }
    int length = log.get(Layout.INT, start + Layout.AT_LENGTH);
    if (length < Layout.HEADER || length > left) {
      throw broken("length %d where %d bytes are left".formatted(length, left));
    }
    return length;
  }

  static void header(Block block) {
    int rows = block.rows();
    if (rows < 1 || rows > Layout.MOST_ROWS) {
      throw broken("%d rows, a block has 1 to %d".formatted(rows, Layout.MOST_ROWS));
    }
    long first = block.firstSequence();
    long last = block.lastSequence();
    if (first < 0 || last < first || last - first < rows - 1) {
      throw broken("sequences %d to %d for %d rows".formatted(first, last, rows));
    }
    if (block.minTimeNanos() > block.maxTimeNanos()) {
      throw broken("times %d to %d".formatted(block.minTimeNanos(), block.maxTimeNanos()));
    }
    verdicts(block);
    columns(block);
    dictionary(block);
    int foreign = block.foreignIds();
    if (foreign < 0 || foreign > rows) {
      throw broken("%d foreign ids in %d rows".formatted(foreign, rows));
    }
  }

  private static void verdicts(Block block) {
    long sum = 0;
    for (int i = 0; i < Layout.VERDICTS; i++) {
      int count = block.intAt(Layout.AT_VERDICTS + Integer.BYTES * i);
      if (count < 0) {
        throw broken("%d flows with verdict %d".formatted(count, i));
      }
      sum += count;
    }
    if (sum != block.rows()) {
      throw broken("verdicts of %d flows in %d rows".formatted(sum, block.rows()));
    }
  }

  private static void columns(Block block) {
    int last = Layout.HEADER;
    for (int column = 0; column <= Layout.COLUMNS; column++) {
      int start = block.columnStart(column);
      if (start < last) {
        throw broken("column %d begins at %d, before %d".formatted(column, start, last));
      }
      last = start;
    }
    if (last > block.length()) {
      throw broken("columns end at %d of %d".formatted(last, block.length()));
    }
  }

  private static void dictionary(Block block) {
    for (Part part : Part.ALL) {
      int needed = block.intAt(Layout.AT_NEEDED + Integer.BYTES * part.ordinal());
      int known = block.dictionary().column(part).count();
      if (needed < 1 || needed > known) {
        throw broken(
            "needs %d values for %s, the dictionary has %d".formatted(needed, part, known));
      }
    }
  }

  private static BrokenBlockException broken(String found) {
    return new BrokenBlockException("block: " + found);
  }
}
