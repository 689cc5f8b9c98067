package io.sextant.history.rollup;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Reads what {@link SumsWriter} wrote. */
final class SumsReader {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LONGEST = 1 << 28;

  /** Times that are later, or as much earlier, are none: what is added to them must fit too. */
  private static final long LATEST = Long.MAX_VALUE - (1L << 50);

  private SumsReader() {}

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
   * @param keys numbers of keys and pods lie below these
   */
  static void addTo(Cells cells, ByteBuffer frame, int keys, int pods) {
    Head head = head(frame);
    ByteBuffer body = inflate(frame);
    int millis = (int) (head.level().nanos() / MILLI);
    int key = 0;
    for (int left = Bytes.below(body, keys + 1, "number of sums"); left > 0; left--) {
      key += Bytes.below(body, keys - key, "key");
      long flows = count(body);
      long bytes = count(body);
      long first = head.start() + Bytes.below(body, millis, "first time") * MILLI;
      long last = first + Bytes.below(body, millis, "last time") * MILLI;
      cells.add(key, flows, bytes, first, last);
    }
    int pod = 0;
    for (int left = Bytes.below(body, pods + 1, "number of pods"); left > 0; left--) {
      pod += Bytes.below(body, pods - pod, "pod");
      cells.seen(pod, head.start() + Bytes.below(body, millis, "time") * MILLI);
    }
  }

  private static long count(ByteBuffer body) {
    long count = Bytes.number(body);
    if (count < 0) {
      throw new BrokenRollupException("a count of " + Long.toUnsignedString(count));
    }
    return count;
  }

  private static ByteBuffer inflate(ByteBuffer frame) {
    byte[] raw = new byte[Bytes.below(frame, LONGEST, "length of sums")];
    byte[] packed = new byte[frame.remaining()];
    frame.get(packed);
    try {
      if (Zstd.decompress(raw, packed) != raw.length) {
        throw new BrokenRollupException("sums do not unpack to " + raw.length + " bytes");
      }
    } catch (ZstdException e) {
      throw new BrokenRollupException("sums do not unpack", e);
    }
    return ByteBuffer.wrap(raw);
  }
}
