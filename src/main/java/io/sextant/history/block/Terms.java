package io.sextant.history.block;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The terms that lead to one block: a byte for the kind, then a number or a text. Filled once per
 * block and emptied for the next one; belongs to one thread. A term may be in it twice.
 *
 * <p>Whoever looks for a block builds the same terms in a buffer of its own.
 */
public final class Terms {
  /** What a term is about; the byte that it begins with. */
  public enum Kind {
    /** Number of a party in the partition's dictionary, on either side. */
    PARTY('e'),
    SHAPE('s'),
    PLACE('p'),
    DECISION('d'),
    /** A port below those of clients, on either side. */
    PORT('o'),
    /** A word of the flows' texts. */
    TEXT('t'),
    TRACE_ID('i'),
    /** Session and a range of counters of our own UUIDs. */
    ID_CHUNK('u');

    private final byte tag;

    Kind(char tag) {
      this.tag = (byte) tag;
    }
  }

  /** Bytes of a trace id that are looked at. */
  public static final int LONGEST_TRACE_ID = 64;

  private static final int CHUNK_BITS = 10;

  private byte[] bytes = new byte[16 * 1024];
  private int[] ends = new int[1024];
  private int size;

  /** The range of counters that a counter lies in, see {@link Kind#ID_CHUNK}. */
  public static long chunk(long counter) {
    return counter >>> CHUNK_BITS;
  }

  /** A trace id as its term has it. */
  public static byte[] traceId(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return utf8.length <= LONGEST_TRACE_ID ? utf8 : Arrays.copyOf(utf8, LONGEST_TRACE_ID);
  }

  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  /** All terms back to back; {@link #start} and {@link #end} tell where each lies. */
  public byte[] bytes() {
    return bytes;
  }

  public int start(int term) {
    return term == 0 ? 0 : ends[term - 1];
  }

  public int end(int term) {
    return ends[term];
  }

  /** Adds a number of 32 bits. */
  public void add(Kind kind, int number) {
    int at = begin(kind, Integer.BYTES);
    putInt(at, number);
    finish(at + Integer.BYTES);
  }

  /** Adds two numbers of 64 bits. */
  public void add(Kind kind, long first, long second) {
    int at = begin(kind, 2 * Long.BYTES);
    putInt(at, (int) (first >>> 32));
    putInt(at + 4, (int) first);
    putInt(at + 8, (int) (second >>> 32));
    putInt(at + 12, (int) second);
    finish(at + 2 * Long.BYTES);
  }

  /** Adds text, in UTF-8. */
  public void add(Kind kind, byte[] text, int from, int length) {
    int at = begin(kind, length);
    System.arraycopy(text, from, bytes, at, length);
    finish(at + length);
  }

  private int begin(Kind kind, int payload) {
    int at = size == 0 ? 0 : ends[size - 1];
    if (at + 1 + payload > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + 1 + payload));
    }
    bytes[at] = kind.tag;
    return at + 1;
  }

  private void finish(int end) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    ends[size++] = end;
  }

  private void putInt(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }
}
