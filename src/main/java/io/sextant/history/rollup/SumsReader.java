package io.sextant.history.rollup;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Reads what {@link SumsWriter} wrote. */
final class SumsReader {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LONGEST = 1 << 28;

  private SumsReader() {}

  /** What stands before the sums. */
  record Head(Level level, long start, long through, long replayFrom) {}

  static Head head(ByteBuffer frame) {
    Level level = Level.ALL[Bytes.below(frame, Level.ALL.length, "level")];
    return new Head(level, Bytes.signed(frame), Bytes.signed(frame), Bytes.signed(frame));
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
    int key = 0;
    for (int left = Bytes.below(body, keys + 1, "number of sums"); left > 0; left--) {
      key += Bytes.below(body, keys - key, "key");
      long flows = Bytes.number(body);
      long bytes = Bytes.number(body);
      long first = head.start() + Bytes.number(body) * MILLI;
      cells.add(key, flows, bytes, first, first + Bytes.number(body) * MILLI);
    }
    int pod = 0;
    for (int left = Bytes.below(body, pods + 1, "number of pods"); left > 0; left--) {
      pod += Bytes.below(body, pods - pod, "pod");
      cells.seen(pod, head.start() + Bytes.number(body) * MILLI);
    }
  }

  private static ByteBuffer inflate(ByteBuffer frame) {
    byte[] raw = new byte[Bytes.below(frame, LONGEST, "length of sums")];
    byte[] packed = new byte[frame.remaining()];
    frame.get(packed);
    long length = Zstd.decompress(raw, packed);
    if (length != raw.length) {
      throw new BrokenRollupException("sums do not unpack to " + raw.length + " bytes");
    }
    return ByteBuffer.wrap(raw);
  }
}
