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
  private static final int LONGEST_NUMBER = 10;

  /** Times that are later, or as much earlier, are none: what is added to them must fit too. */
  private static final long LATEST = Long.MAX_VALUE - (1L << 50);

  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] packed = {};
  private byte[] body = {};
  private long[] steps = {};
  private long[] flows = {};
  private long[] bytes = {};
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
    int count = below(keys + 1, "number of sums");
    reserve(count);
    numbers(steps, count);
    numbers(flows, count);
    numbers(bytes, count);
    int width = SumsWriter.width(head.level());
    int firsts = fixed(count, width);
    int lasts = fixed(count, width);
    int key = 0;
    for (int i = 0; i < count; i++) {
      key += Bytes.checkBelow(steps[i], keys - key, "key");
      long first = start + time(firsts + width * i, width);
      long last = first + time(lasts + width * i, width);
      cells.add(key, checkCount(flows[i]), checkCount(bytes[i]), first, last);
    }
  }

  private void reserve(int count) {
    if (steps.length < count) {
      steps = new long[Math.max(count, 2 * steps.length)];
      flows = new long[steps.length];
      bytes = new long[steps.length];
    }
  }

  private void numbers(long[] into, int count) {
    for (int i = 0; i < count; i++) {
      into[i] = number();
    }
  }

  /** Where a column of times begins; the next thing stands behind it. */
  private int fixed(int count, int width) {
    if (end - at < (long) width * count) {
      throw tooShort();
    }
    at += width * count;
    return at - width * count;
  }

  private long time(int from, int width) {
    return Bytes.checkBelow(Bytes.fixed(body, from, width), millis, "time") * MILLI;
  }

  /** Adds the pods of the frame whose sums were added last; their numbers lie below a limit. */
  void addPodsTo(Cells cells, int pods) {
    int pod = 0;
    for (int left = below(pods + 1, "number of pods"); left > 0; left--) {
      pod += below(pods - pod, "pod");
      cells.seen(pod, start + below(millis, "time") * MILLI);
    }
  }

  private void inflate(ByteBuffer frame) {
    end = Bytes.below(frame, LONGEST, "length of sums");
    at = 0;
    int length = frame.remaining();
    if (packed.length < length) {
      packed = new byte[Math.max(length, 2 * packed.length)];
    }
    frame.get(packed, 0, length);
    if (body.length < end + LONGEST_NUMBER) {
      body = new byte[Math.max(end + LONGEST_NUMBER, 2 * body.length)];
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
    // A number that is cut off ends there at last, and is found to lie beyond the end.
    Arrays.fill(body, end, end + LONGEST_NUMBER, (byte) 0);
  }

  private long number() {
    byte next = body[at++];
    long value = next >= 0 ? next : longNumber(next & 0x7f);
    if (at > end) {
      throw tooShort();
    }
    return value;
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

  private static BrokenRollupException tooShort() {
    return new BrokenRollupException("the bytes end too early");
  }

  private static long checkCount(long count) {
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
