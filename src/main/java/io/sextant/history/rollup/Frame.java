package io.sextant.history.rollup;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How things stand in the log, all little endian.
 *
 * <pre>
 *   0   length of the payload, 4 bytes
 *   4   CRC-32C of kind and payload, 4 bytes
 *   8   kind, 1 byte
 *   9   payload
 * </pre>
 */
final class Frame {
  /** Values that sums refer to, in the order of their numbers. */
  static final int VALUES = 'v';

  /** Sums of one stretch of time; those of kind {@code s} had other levels and an order of rows. */
  static final int SUMS = 't';

  static final int HEADER = 9;
  private static final int AT_CRC = 4;
  private static final int AT_KIND = 8;
  private static final int LONGEST = 1 << 28;

  private Frame() {}

  /** Begins a frame; gives where. */
  static int begin(Bytes log, int kind) {
    int at = log.skip(HEADER);
    log.array()[at + AT_KIND] = (byte) kind;
    return at;
  }

  static void end(Bytes log, int at) {
    ByteBuffer view = log.view();
    int length = log.size() - at - HEADER;
    view.putInt(at, length);
    view.putInt(at + AT_CRC, crc(view.slice(at + AT_KIND, length + 1)));
  }

  /**
   * The frame that begins at the buffer's position, which is moved behind it; kind first. Null,
   * with the position as it was, when no whole frame is there.
   */
  static @Nullable ByteBuffer next(ByteBuffer log) {
    int at = log.position();
    if (log.remaining() < HEADER) {
      return null;
    }
    int length = log.getInt(at);
    if (length < 0 || length > Math.min(LONGEST, log.remaining() - HEADER)) {
      return null;
    }
    ByteBuffer frame = log.slice(at + AT_KIND, length + 1).order(log.order());
    if (crc(frame) != log.getInt(at + AT_CRC)) {
      return null;
    }
    log.position(at + HEADER + length);
    return frame;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}
