package io.sextant.datapath.sys;

import java.util.HexFormat;

/** A hardware address of six bytes. */
public record MacAddress(long bits) {
  private static final int BYTES = 6;
  private static final long LOCALLY_ADMINISTERED = 0x02L << 40;
  private static final long UNICAST = ~(0x01L << 40);

  public MacAddress {
    bits &= 0xffff_ffff_ffffL;
  }

  /** A unicast address that no manufacturer gives out, made of the lower bits of a number. */
  public static MacAddress local(long number) {
    return new MacAddress((number | LOCALLY_ADMINISTERED) & UNICAST);
  }

  /** From six bytes in order of transmission. */
  static MacAddress ofBytes(byte[] bytes) {
    long bits = 0;
    for (byte part : bytes) {
      bits = bits << 8 | (part & 0xff);
    }
    return new MacAddress(bits);
  }

  byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (bits >>> 8 * (BYTES - 1 - i));
    }
    return bytes;
  }

  /** As in {@code 02:5e:00:00:00:01}. */
  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(toBytes());
  }
}
