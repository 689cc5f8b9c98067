package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * One block in memory that may be a mapped file. Opening looks at the header only; columns are read
 * when they are asked for. May be shared by threads, each with its own {@link Scratch}.
 *
 * <p>Bytes are not trusted: whatever they say, methods give numbers that are in range or throw a
 * {@link BrokenBlockException}.
 */
public final class Block {
  private final MemorySegment log;
  private final long start;
  private final Dictionary dictionary;
  private final int length;
  private final int rows;

  private Block(MemorySegment log, long start, Dictionary dictionary, int length) {
    this.log = log;
    this.start = start;
    this.dictionary = dictionary;
    this.length = length;
    this.rows = log.get(Layout.INT, start + Layout.AT_ROWS);
  }

  /**
   * Opens the block that begins at an offset.
   *
   * @param log what it lies in
   * @throws BrokenBlockException when no whole block is there, with what is
   */
  public static Block open(MemorySegment log, long start, Dictionary dictionary) {
    Block block = new Block(log, start, dictionary, BlockCheck.length(log, start));
    BlockCheck.header(block);
    return block;
  }

  /**
   * The same, and all its bytes are looked at.
   *
   * @throws BrokenBlockException also when the check sum is not that of the bytes
   */
  public static Block openVerified(MemorySegment log, long start, Dictionary dictionary) {
    Block block = open(log, start, dictionary);
    if (!block.verify()) {
      throw new BrokenBlockException("block: its check sum is not that of its bytes");
    }
    return block;
  }

  /** Whether the check sum is that of the bytes. */
  public boolean verify() {
    CRC32C crc = new CRC32C();
    crc.update(log.asSlice(start, Layout.AT_CRC).asByteBuffer());
    crc.update(log.asSlice(start + Layout.HEADER, length - Layout.HEADER).asByteBuffer());
    return (int) crc.getValue() == intAt(Layout.AT_CRC);
  }

  /** Bytes of the block; the next one begins after them. */
  public int length() {
    return length;
  }

  public int rows() {
    return rows;
  }

  public long firstSequence() {
    return longAt(Layout.AT_FIRST_SEQUENCE);
  }

  public long lastSequence() {
    return longAt(Layout.AT_LAST_SEQUENCE);
  }

  public long minTimeNanos() {
    return longAt(Layout.AT_MIN_TIME);
  }

  public long maxTimeNanos() {
    return longAt(Layout.AT_MAX_TIME);
  }

  /** Flows with a verdict. */
  public int count(Verdict verdict) {
    return intAt(Layout.AT_VERDICTS + Integer.BYTES * verdict.ordinal());
  }

  /** Flows whose UUID is not one of ours. */
  public int foreignIds() {
    return intAt(Layout.AT_FOREIGN);
  }

  /** Whether a UUID of our form may be in the block, by the header. */
  public boolean mayHold(long high, long low) {
    if (!FlowId.isOurs(high, low)) {
      return foreignIds() > 0;
    }
    long counter = FlowId.counter(low);
    int sessions = intAt(Layout.AT_SESSIONS);
    boolean session = sessions > 1 || longAt(Layout.AT_SESSION) == FlowId.session(high);
    return foreignIds() > 0
        || (sessions > 0
            && session
            && counter >= longAt(Layout.AT_MIN_COUNTER)
            && counter <= longAt(Layout.AT_MAX_COUNTER));
  }

  /**
   * The numbers that a part has in this block, of which places may repeat.
   *
   * @param into room for {@link #rows}
   * @return how many there are
   */
  public int ids(Part part, Scratch scratch, int[] into) {
    int count = columnIds(part, scratch, into);
    if (part == Part.PLACE) {
      for (int i = 0; i < count; i++) {
        into[i] = dictionary.hop(into[i]).place();
      }
    }
    return count;
  }

  /**
   * The same, and for each row which of them is its own.
   *
   * @param codes room for {@link #rows}; values are indices into the numbers
   */
  public int ids(Part part, Scratch scratch, int[] into, int[] codes) {
    int count = ids(part, scratch, into);
    scratch.columns.codes(codes, rows);
    return count;
  }

  /** For each row, the place of its number among those that {@link #ids} gave. */
  public void codes(Part part, Scratch scratch, int[] into, int[] work) {
    columnIds(part, scratch, work);
    scratch.columns.codes(into, rows);
  }

  /** The same for some rows only; no other place is changed. */
  public void codes(Part part, Scratch scratch, int[] into, int[] work, int[] wanted) {
    columnIds(part, scratch, work);
    for (int row : wanted) {
      checkRow(row);
    }
    scratch.columns.codes(into, rows, wanted);
  }

  /**
   * The number of each row.
   *
   * @param work room for {@link #rows}
   */
  public void numbers(Part part, Scratch scratch, int[] into, int[] work) {
    ids(part, scratch, work, into);
    for (int i = 0; i < rows; i++) {
      into[i] = work[into[i]];
    }
  }

  /** The same as the column has it: hops for places. */
  void columnNumbers(Part part, Scratch scratch, int[] into, int[] work) {
    columnIds(part, scratch, work);
    scratch.columns.codes(into, rows);
    for (int i = 0; i < rows; i++) {
      into[i] = work[into[i]];
    }
  }

  /**
   * What one row has of a part, as {@link #ids} numbers it.
   *
   * @param part any but {@link Part#PLACE}
   */
  public int number(Part part, int row, Scratch scratch) {
    return columnNumber(part, checkRow(row), scratch);
  }

  /** What the column of one row has: a hop for a place. */
  int columnNumber(Part part, int row, Scratch scratch) {
    return open(Layout.Column.of(part), scratch).idAt(row, rows, dictionary.column(part).count());
  }

  /**
   * Marks the rows with one of a few numbers, a bit for each row, in the order of rows.
   *
   * @param part any but {@link Part#PLACE}
   * @param into is emptied first; has room for {@link #rows} bits
   */
  public void mark(Part part, Scratch scratch, int[] numbers, long[] into) {
    if (part == Part.PLACE) {
      throw new IllegalArgumentException("part PLACE: a column has hops, must be any other part");
    }
    open(Layout.Column.of(part), scratch)
        .mark(numbers, rows, dictionary.column(part).count(), into);
  }

  private int columnIds(Part part, Scratch scratch, int[] into) {
    return open(Layout.Column.of(part), scratch).ids(into, rows, dictionary.column(part).count());
  }

  public void sequences(Scratch scratch, long[] into) {
    open(Layout.Column.SEQUENCE, scratch).longs(into, rows);
  }

  /** Wall-clock times, nanoseconds since the Unix epoch. */
  public void times(Scratch scratch, long[] into) {
    open(Layout.Column.TIME, scratch).longs(into, rows);
  }

  void clocks(Scratch scratch, long[] into) {
    open(Layout.Column.CLOCK, scratch).longs(into, rows);
  }

  /** Bytes of the packets. */
  public void packetLengths(Scratch scratch, int[] into) {
    open(Layout.Column.LENGTH, scratch).ints(into, rows);
  }

  void cpus(Scratch scratch, int[] into) {
    open(Layout.Column.CPU, scratch).ints(into, rows);
  }

  /**
   * First number of the transport header of a request, second of a reply: the port of the side that
   * asked.
   */
  public void clientPorts(Scratch scratch, int[] into) {
    open(Layout.Column.CLIENT_PORT, scratch).ints(into, rows);
  }

  /**
   * The other number, see {@link #clientPorts}: source and destination change places in replies.
   */
  public void serverPorts(Scratch scratch, int[] into) {
    open(Layout.Column.SERVER_PORT, scratch).ints(into, rows);
  }

  /** One row of {@link #clientPorts}. */
  public int clientPort(int row, Scratch scratch) {
    return open(Layout.Column.CLIENT_PORT, scratch).intAt(checkRow(row), rows);
  }

  /** One row of {@link #serverPorts}. */
  public int serverPort(int row, Scratch scratch) {
    return open(Layout.Column.SERVER_PORT, scratch).intAt(checkRow(row), rows);
  }

  /** UUIDs, halves apart. */
  public void ids(Scratch scratch, long[] highs, long[] lows) {
    IdReader.read(this, scratch, highs, lows);
  }

  /** The flow of a row as it was added. */
  public Flow flow(int row, Scratch scratch) {
    return scratch.rows.flow(this, checkRow(row), scratch);
  }

  /**
   * A flow of which only what few flows have is set: extras, and a summary of its own. Decodes no
   * other column.
   */
  public Flow details(int row, Scratch scratch) {
    return scratch.rows.details(this, checkRow(row), scratch);
  }

  /**
   * Marks the rows that may have a word in what {@link #details} gives, a bit for each row, in the
   * order of rows.
   *
   * @param into is emptied first; has room for {@link #rows} bits
   */
  public void mark(WordSearch word, Scratch scratch, long[] into) {
    scratch.rows.mark(this, word, scratch, into);
  }

  /** Whether any flow here has extras or a summary of its own. */
  public boolean hasDetails() {
    return columnLength(Layout.Column.DETAILS) > 0;
  }

  public Dictionary dictionary() {
    return dictionary;
  }

  private int checkRow(int row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row " + row + " of " + rows);
    }
    return row;
  }

  ColumnReader open(Layout.Column column, Scratch scratch) {
    return scratch.columns.open(
        log, start + columnStart(column.ordinal()), columnLength(column), column);
  }

  /** Where details of each row begin, and end, in what {@link #inflate} gives; their length. */
  int detailStarts(Scratch scratch, int[] starts, int[] work) {
    return DetailColumns.starts(this, scratch, starts, work);
  }

  /** The details of all rows, in the array given or, when they have no room there, in a new one. */
  byte[] inflate(Scratch scratch, byte[] into, int size) {
    return DetailColumns.inflate(this, scratch, into, size);
  }

  int columnStart(int column) {
    return column == Layout.COLUMNS ? length : intAt(Layout.AT_COLUMNS + Integer.BYTES * column);
  }

  int columnLength(Layout.Column column) {
    return columnStart(column.ordinal() + 1) - columnStart(column.ordinal());
  }

  int intAt(int at) {
    return log.get(Layout.INT, start + at);
  }

  long longAt(int at) {
    return log.get(Layout.LONG, start + at);
  }
}
