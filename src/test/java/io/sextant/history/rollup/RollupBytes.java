package io.sextant.history.rollup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Changes logs of sums so that their check sums are right nevertheless. */
public final class RollupBytes {
  private RollupBytes() {}

  /** Makes all sums say what cannot be. */
  public static void breakSums(byte[] log) {
    for (int at : frames(log)) {
      if (log[at + Frame.HEADER - 1] == Frame.SUMS) {
        log[at + Frame.HEADER + length(log, at) - 1] ^= 0x55;
        seal(log, at);
      }
    }
  }

  /** Where frames begin. */
  static List<Integer> frames(byte[] log) {
    List<Integer> frames = new ArrayList<>();
    for (int at = 0; at < log.length; at += Frame.HEADER + length(log, at)) {
      frames.add(at);
    }
    return frames;
  }

  /** Bytes of a frame's content. */
  static int length(byte[] log, int at) {
    return little(log).getInt(at);
  }

  /** Makes the check sum of a frame right. */
  static void seal(byte[] log, int at) {
    CRC32C crc = new CRC32C();
    crc.update(log, at + Frame.HEADER - 1, length(log, at) + 1);
    little(log).putInt(at + Integer.BYTES, (int) crc.getValue());
  }

  private static ByteBuffer little(byte[] log) {
    return ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
  }
}
