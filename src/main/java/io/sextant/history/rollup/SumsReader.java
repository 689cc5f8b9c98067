package io.sextant.history.rollup;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Reads what {@link SumsWriter} wrote. Reused by one thread. */
final class SumsReader implements AutoCloseable {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LONGEST = 1 << 28;

  /** Bytes of a sum, which has five numbers, at most. */
  private static final int LONGEST_SUM = 5 * 10;

  /** Times that are later, or as much earlier, are none: what is added to them must fit too. */
  private static final long LATEST = Long.MAX_VALUE - (1L << 50);

  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] packed = {};
  private byte[] body = {};
  private int at;
  private int end;

  /** Of the stretch of the frame. */
  private long start;

  private int millis;

  /** What stands before the sums. */
  record Head(Level level, long start, long through, long replayFrom) {}

  static Head head(ByteBuffer frame) {
    Level level = Level.ALL[Bytes.below(frame, Level.ALL.length, "level")];
    long start = Bytes.signed(frame);
    if (start != level.start(start) || Math.abs(start) > LATEST) {
      throw new BrokenRollupException(start + " begins no stretch of " + level);
    }
    return new Head(level, start, Bytes.signed(frame), Bytes.signed(frame));
  }

  /**
   * Adds the sums of a frame.
   *
   * @param frame behind its kind
   * @param keys numbers of keys lie below it
   */
  void addTo(Cells cells, ByteBuffer frame, int keys) {
    Head head = head(frame);
    start = head.start();
    millis = (int) (head.level().nanos() / MILLI);
    inflate(frame);
    int key = 0;
    for (int left = below(keys + 1, "number of sums"); left > 0; left--) {
      key += below(keys - key, "key");
      long flows = count();
      long bytes = count();
      long first = start + below(millis, "first time") * MILLI;
      long last = first + below(millis, "last time") * MILLI;
      checkEnd();
      cells.add(key, flows, bytes, first, last);
    }
    checkEnd();
  }

  /** Adds the pods of the frame whose sums were added last; their numbers lie below a limit. */
  void addPodsTo(Cells cells, int pods) {
    int pod = 0;
    for (int left = below(pods + 1, "number of pods"); left > 0; left--) {
      pod += below(pods - pod, "pod");
      int time = below(millis, "time");
      checkEnd();
      cells.seen(pod, start + time * MILLI);
    }
    checkEnd();
  }

  private void inflate(ByteBuffer frame) {
    end = Bytes.below(frame, LONGEST, "length of sums");
    at = 0;
    int length = frame.remaining();
    if (packed.length < length) {
      packed = new byte[Math.max(length, 2 * packed.length)];
    }
    frame.get(packed, 0, length);
    if (body.length < end + LONGEST_SUM) {
      body = new byte[Math.max(end + LONGEST_SUM, 2 * body.length)];
    }
    int found;
    try {
      found = zstd.decompressByteArray(body, 0, end, packed, 0, length);
    } catch (ZstdException e) {
      throw new BrokenRollupException("sums do not unpack", e);
    }
    if (found != end) {
      throw new BrokenRollupException("sums do not unpack to " + end + " bytes");
    }
    // What is cut off ends there at last, and is found to lie beyond the end.
    Arrays.fill(body, end, end + LONGEST_SUM, (byte) 0);
  }

  /** Most are short. Whoever reads some asks {@link #checkEnd} before they count. */
  private long number() {
    byte next = body[at++];
    return next >= 0 ? next : longNumber(next & 0x7f);
  }

  private long longNumber(long begun) {
    long value = begun;
    for (int shift = 7; shift < Long.SIZE; shift += 7) {
      byte next = body[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BrokenRollupException("a number is longer than 64 bits");
  }

  private void checkEnd() {
    if (at > end) {
      throw new BrokenRollupException("the bytes end too early");
    }
  }

  private long count() {
    long count = number();
    if (count < 0) {
      throw new BrokenRollupException("a count of " + Long.toUnsignedString(count));
    }
    return count;
  }

  private int below(int limit, String what) {
    return Bytes.checkBelow(number(), limit, what);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
