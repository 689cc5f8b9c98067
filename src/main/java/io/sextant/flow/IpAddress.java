package io.sextant.flow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as 128 bits in network order. IPv4 addresses live at {@code ::ffff:0:0/96} (RFC
 * 4291, section 2.5.5.2), so that one pair of longs is the key of every look-up.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  private static final long V4_PREFIX = 0xffffL << 32;
  private static final String HEX_DIGITS_DOTS_COLONS = "[0-9a-fA-F:.]+";

  public static IpAddress ofV4(int bits) {
    return new IpAddress(0, v4Low(bits));
  }

  /** The low half that stands for an IPv4 address; its high half is zero. */
  public static long v4Low(int bits) {
    return V4_PREFIX | Integer.toUnsignedLong(bits);
  }

  public static boolean isV4(long high, long low) {
    return high == 0 && low >>> 32 == 0xffff;
  }

  public boolean isV4() {
    return isV4(high, low);
  }

  /**
   * Reads dotted IPv4 or any form of IPv6 without a zone.
   *
   * @throws IllegalArgumentException for anything else, host names included; nothing is ever
   *     resolved
   */
  public static IpAddress parse(String text) {
    boolean literal =
        text.matches(HEX_DIGITS_DOTS_COLONS)
            && (text.contains(":") || text.split("\\.", -1).length == 4);
    if (!literal) {
      throw notAnAddress(text);
    }
    try {
      return ofBytes(InetAddress.ofLiteral(text).getAddress());
    } catch (IllegalArgumentException e) {
      throw notAnAddress(text);
    }
  }

  /** The same, or null for what is not an address. */
  public static @Nullable IpAddress parseOrNull(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** From 4 or 16 bytes in network order. */
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ofV4((int) bits(bytes, 0, 4));
      case 16 -> new IpAddress(bits(bytes, 0, 8), bits(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /** 4 bytes for IPv4, else 16, in network order. */
  public byte[] toBytes() {
    byte[] all = new byte[16];
    for (int i = 0; i < 8; i++) {
      all[i] = (byte) (high >>> (56 - 8 * i));
      all[8 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return isV4() ? java.util.Arrays.copyOfRange(all, 12, 16) : all;
  }

  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Dotted IPv4, or IPv6 in the canonical form of RFC 5952. */
  @Override
  public String toString() {
    return isV4() ? dotted() : canonical();
  }

  private String dotted() {
    return ((low >>> 24) & 0xff)
        + "."
        + ((low >>> 16) & 0xff)
        + "."
        + ((low >>> 8) & 0xff)
        + "."
        + (low & 0xff);
  }

  private String canonical() {
    int zerosAt = -1;
    int zeros = 1;
    for (int start = 0; start < 8; start++) {
      int length = zeroRun(start);
      if (length > zeros) {
        zerosAt = start;
        zeros = length;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == zerosAt) {
        text.append("::");
        i += zeros - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  private int zeroRun(int start) {
    int end = start;
    while (end < 8 && group(end) == 0) {
      end++;
    }
    return end - start;
  }

  private int group(int i) {
    return (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xffff;
  }

  private static long bits(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not an IP address such as 10.0.0.1 or fd00::1");
  }
}
