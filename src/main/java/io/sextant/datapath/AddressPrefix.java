package io.sextant.datapath;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An IPv4 or IPv6 prefix in its canonical form, bits behind the length zero.
 *
 * @param length 0 to 32 or 128 bits
 */
public record AddressPrefix(InetAddress address, int length) {
  public AddressPrefix {
    int bits = address.getAddress().length * 8;
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException(
          "prefix length "
              + length
              + ": must be 0 to "
              + bits
              + " for "
              + address.getHostAddress());
    }
    address = masked(address, length);
  }

  /** A single address. */
  public static AddressPrefix of(InetAddress address) {
    return new AddressPrefix(address, address.getAddress().length * 8);
  }

  /** Reads {@code 10.1.0.0/16}, {@code fd00::/8}, or a bare address. */
  public static AddressPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(InetAddress.ofLiteral(text));
    }
    try {
      return new AddressPrefix(
          InetAddress.ofLiteral(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a prefix, like 10.1.0.0/16: '" + text + "'", e);
    }
  }

  int family() {
    return address instanceof Inet4Address ? 4 : 6;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }

  private static InetAddress masked(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    int whole = length / 8;
    if (whole < bytes.length) {
      bytes[whole] &= (byte) (0xff00 >> length % 8);
      Arrays.fill(bytes, whole + 1, bytes.length, (byte) 0);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
