package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.Words;
import org.jspecify.annotations.Nullable;

/**
 * Collects flows as rows of numbers and makes blocks of them.
 *
 * <p>{@link #add} belongs to the thread that adds to the dictionary. Everything else only touches
 * the builder, so that a filled one can be handed to another thread.
 */
public final class BlockBuilder implements AutoCloseable {
  /** Details of the rows together after which a builder is full. */
  private static final int FULL_DETAILS = 8 << 20;

  private final Dictionary dictionary;
  private final Lookup lookup;
  private final Rows rows;
  private final ByteWriter details = new ByteWriter(64 * 1024);
  private final TokenSet words = new TokenSet();
  private final TokenSet traceIds = new TokenSet();
  private final Words wordReader = new Words(words::add);
  private final BlockWriter writer;
  private int count;

  /**
   * @param capacity rows at most, for example 1,024
   */
  public BlockBuilder(Dictionary dictionary, int capacity) {
    if (capacity < 1 || capacity > Layout.MOST_ROWS) {
      throw new IllegalArgumentException(
          "capacity " + capacity + ": must be 1 to " + Layout.MOST_ROWS + " rows");
    }
    this.dictionary = dictionary;
    this.lookup = dictionary.writer().lookup();
    this.rows = new Rows(capacity);
    this.writer = new BlockWriter(rows, details);
  }

  /**
   * Adds a flow; there must be room.
   *
   * @param sequence above that of the flow before
   */
  public void add(long sequence, Flow flow) {
    int row = count;
    if (isFull() || (row > 0 && sequence <= rows.sequence[row - 1])) {
      throw new IllegalArgumentException(
          "sequence %d: the builder is full or is at %d already"
              .formatted(sequence, row == 0 ? -1 : rows.sequence[row - 1]));
    }
    int shape = lookup.shape(flow);
    rows.source[row] = lookup.source(flow);
    rows.destination[row] = lookup.destination(flow);
    rows.shape[row] = shape;
    rows.decision[row] = lookup.decision(flow);
    rows.hop[row] = lookup.hop(flow);
    rows.place[row] = lookup.place();
    rows.set(row, sequence, flow);
    if (lookup.hasDetails()) {
      details(flow);
    }
    rows.detailEnd[row] = details.size();
    count = row + 1;
  }

  private void details(Flow flow) {
    DetailWriter.write(flow, lookup.hasOwnSummary(), details);
    if (flow.extras().l7() != null) {
      wordReader.ofMessage(flow);
    }
    String traceId = flow.extras().traceId();
    if (!traceId.isEmpty()) {
      byte[] term = Terms.traceId(traceId);
      traceIds.add(term, 0, term.length);
    }
  }

  /** What numbers of the rows are of. */
  public Dictionary dictionary() {
    return dictionary;
  }

  /** Whether the rows must be encoded and cleared before more can be added. */
  public boolean isFull() {
    return count == rows.capacity() || details.size() >= FULL_DETAILS;
  }

  public int count() {
    return count;
  }

  /** Sequence of a row below {@link #count}. */
  public long sequence(int row) {
    return rows.sequence[row];
  }

  public long timeNanos(int row) {
    return rows.time[row];
  }

  /** Bytes of the packet. */
  public int packetLength(int row) {
    return rows.length[row];
  }

  /** First number of the transport header of a request, second of a reply. */
  public int client(int row) {
    return rows.client[row];
  }

  /** The other number, see {@link #client}. */
  public int server(int row) {
    return rows.server[row];
  }

  /** What the dictionary has for a part of a row's flow. */
  public int number(Part part, int row) {
    return part == Part.PLACE ? rows.place[row] : rows.ids(part)[row];
  }

  public long firstSequence() {
    return rows.sequence[0];
  }

  public long lastSequence() {
    return rows.sequence[count - 1];
  }

  /**
   * Makes a block of some of the rows.
   *
   * @return its length; the block stands at the beginning of {@link #bytes} until the next one
   */
  public int encode(int from, int to) {
    if (from < 0 || from >= to || to > count) {
      throw new IllegalArgumentException("rows %d to %d of %d".formatted(from, to, count));
    }
    return writer.encode(from, to);
  }

  /** What {@link #encode} made. */
  public byte[] bytes() {
    return writer.bytes();
  }

  /**
   * The terms of what was encoded last. Words and trace ids are those of all rows since {@link
   * #clear}.
   */
  public void terms(Terms terms) {
    terms.clear();
    writer.terms(terms);
    texts(terms, Terms.Kind.TEXT, words);
    texts(terms, Terms.Kind.TRACE_ID, traceIds);
  }

  private static void texts(Terms terms, Terms.Kind kind, TokenSet texts) {
    for (int i = 0; i < texts.size(); i++) {
      int start = texts.start(i);
      terms.add(kind, texts.bytes(), start, texts.end(i) - start);
    }
  }

  /** The {@link Bloom} of the foreign UUIDs in what was encoded last; null without any. */
  public byte @Nullable [] bloom() {
    return writer.bloom();
  }

  public void clear() {
    count = 0;
    details.clear();
    words.clear();
    traceIds.clear();
  }

  @Override
  public void close() {
    writer.close();
  }
}
