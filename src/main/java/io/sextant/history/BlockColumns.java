package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.flow.Reply;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Scratch;
import io.sextant.history.block.Shape;
import io.sextant.history.block.WordSearch;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The columns of one block after the other, each decoded when first asked for. One thread. */
final class BlockColumns implements AutoCloseable {
  /** Rows of the largest block that is written. */
  static final int MOST_ROWS = 4096;

  /** One of so many rows is few. */
  private static final int FEW = 32;

  private static final int PARTS = Part.values().length;

  private final Scratch scratch = new Scratch();
  private final int[][] values = new int[PARTS][MOST_ROWS];
  private final int[][] codes = new int[PARTS][MOST_ROWS];
  private final int[] valueCounts = new int[PARTS];
  private final boolean[] hasCodes = new boolean[PARTS];
  private final int[] work = new int[MOST_ROWS];
  private final long[] marks = new long[MOST_ROWS >>> 6];
  private final long[] times = new long[MOST_ROWS];
  private final long[] sequences = new long[MOST_ROWS];
  private final int[] sourcePorts = new int[MOST_ROWS];
  private final int[] destinationPorts = new int[MOST_ROWS];
  private final long[] idHighs = new long[MOST_ROWS];
  private final long[] idLows = new long[MOST_ROWS];
  private final boolean[] withPorts = new boolean[MOST_ROWS];
  private final boolean[] withDetails = new boolean[MOST_ROWS];
  private final boolean[] replies = new boolean[MOST_ROWS];
  private @Nullable Block block;
  private boolean hasTimes;
  private boolean hasSequences;
  private boolean hasPorts;
  private boolean hasIds;
  private boolean hasShapes;

  /** Goes to a block. */
  void read(Block next) {
    if (next.rows() > MOST_ROWS) {
      throw new IllegalStateException("a block of " + next.rows() + " rows");
    }
    block = next;
    Arrays.fill(valueCounts, -1);
    Arrays.fill(hasCodes, false);
    hasTimes = false;
    hasSequences = false;
    hasPorts = false;
    hasIds = false;
    hasShapes = false;
  }

  private Block block() {
    return Objects.requireNonNull(block);
  }

  int rows() {
    return block().rows();
  }

  long minTime() {
    return block().minTimeNanos();
  }

  long maxTime() {
    return block().maxTimeNanos();
  }

  /** Whether a flow with this UUID may be in the block. */
  boolean mayHold(long high, long low) {
    return block().mayHold(high, low);
  }

  /** How many different values a part has in the block. */
  int valueCount(Part part) {
    int at = part.ordinal();
    if (valueCounts[at] < 0) {
      valueCounts[at] = block().ids(part, scratch, values[at]);
    }
    return valueCounts[at];
  }

  /** Their numbers in the dictionary. */
  int[] values(Part part) {
    valueCount(part);
    return values[part.ordinal()];
  }

  /** For each row the place of its number among {@link #values}. */
  int[] codes(Part part) {
    int at = part.ordinal();
    if (!hasCodes[at]) {
      block().codes(part, scratch, codes[at], work);
      hasCodes[at] = true;
    }
    return codes[at];
  }

  /** The same, right for some rows only: what few rows cost less than all do. */
  int[] codes(Part part, Rows wanted) {
    int at = part.ordinal();
    if (hasCodes[at] || !areFew(wanted)) {
      return codes(part);
    }
    block().codes(part, scratch, codes[at], work, wanted.toArray());
    return codes[at];
  }

  /** Whether some rows are so few that it is better to look them up one by one. */
  boolean areFew(Rows some) {
    return some.count() * FEW <= rows();
  }

  /** What a row has in the dictionary; any part but {@link Part#PLACE}. */
  int number(Part part, int row) {
    return block().number(part, row, scratch);
  }

  /** See {@link Block#mark(Part, Scratch, int[], long[])}; valid until marks are asked again. */
  long[] rowsWith(Part part, int[] numbers) {
    block().mark(part, scratch, numbers, marks);
    return marks;
  }

  long[] times() {
    if (!hasTimes) {
      block().times(scratch, times);
      hasTimes = true;
    }
    return times;
  }

  long[] sequences() {
    if (!hasSequences) {
      block().sequences(scratch, sequences);
      hasSequences = true;
    }
    return sequences;
  }

  /** By row, right for some rows only. */
  int[] sourcePorts(Rows wanted) {
    ports(wanted);
    return sourcePorts;
  }

  /** By row, right for some rows only. */
  int[] destinationPorts(Rows wanted) {
    ports(wanted);
    return destinationPorts;
  }

  private void ports(Rows wanted) {
    if (hasPorts) {
      return;
    }
    shapes();
    if (areFew(wanted)) {
      int[] shapes = codes(Part.SHAPE, wanted);
      for (int row = wanted.next(0); row >= 0; row = wanted.next(row + 1)) {
        sourcePorts[row] = block().clientPort(row, scratch);
        destinationPorts[row] = block().serverPort(row, scratch);
        orient(row, shapes);
      }
      return;
    }
    block().clientPorts(scratch, sourcePorts);
    block().serverPorts(scratch, destinationPorts);
    int[] shapes = codes(Part.SHAPE);
    for (int row = 0; row < rows(); row++) {
      orient(row, shapes);
    }
    hasPorts = true;
  }

  private void orient(int row, int[] shapes) {
    if (replies[shapes[row]]) {
      int client = sourcePorts[row];
      sourcePorts[row] = destinationPorts[row];
      destinationPorts[row] = client;
    }
  }

  /** By code of the shape, whether its flows have ports. */
  boolean[] shapesWithPorts() {
    shapes();
    return withPorts;
  }

  /** By code of the shape, whether its flows have details. */
  boolean[] shapesWithDetails() {
    shapes();
    return withDetails;
  }

  private void shapes() {
    if (hasShapes) {
      return;
    }
    Dictionary dictionary = block().dictionary();
    int count = valueCount(Part.SHAPE);
    for (int i = 0; i < count; i++) {
      Shape shape = dictionary.shape(values[Part.SHAPE.ordinal()][i]);
      withPorts[i] = shape.protocol().hasPorts();
      withDetails[i] = shape.hasDetails();
      replies[i] = shape.reply() == Reply.YES;
    }
    hasShapes = true;
  }

  long[] idHighs() {
    ids();
    return idHighs;
  }

  long[] idLows() {
    ids();
    return idLows;
  }

  private void ids() {
    if (!hasIds) {
      block().ids(scratch, idHighs, idLows);
      hasIds = true;
    }
  }

  Flow flow(int row) {
    return block().flow(row, scratch);
  }

  /** See {@link Block#details}. */
  Flow details(int row) {
    return block().details(row, scratch);
  }

  /** See {@link Block#mark(WordSearch, Scratch, long[])}; valid until marks are asked again. */
  long[] rowsWith(WordSearch word) {
    block().mark(word, scratch, marks);
    return marks;
  }

  @Override
  public void close() {
    scratch.close();
    block = null;
  }
}
