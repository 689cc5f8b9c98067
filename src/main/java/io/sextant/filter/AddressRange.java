package io.sextant.filter;

import io.sextant.flow.IpAddress;

/**
 * Addresses that share their first bits.
 *
 * @param first any address of the range
 * @param bits how many of its 128 bits count, see {@link IpAddress} for IPv4
 * @param version4 whether it holds IPv4 addresses; none is in a range of IPv6, not even in {@code
 *     ::/0}
 */
public record AddressRange(IpAddress first, int bits, boolean version4) {
  private static final int MAPPED_BITS = 96;

  /** A valid text that no address is ever printed as, so that nothing equals it. */
  static final AddressRange EMPTY = new AddressRange(IpAddress.ofV4(0), 128, false);

  /**
   * Reads {@code 10.0.0.1}, {@code 10.0.0.0/8} or the like of IPv6. As in Hubble an address without
   * a prefix length is compared as text, so only the canonical form of it ever fits.
   */
  static AddressRange parse(String field, String text) {
    int slash = text.lastIndexOf('/');
    if (slash < 0) {
      return single(field, text);
    }
    IpAddress first = address(field, text, text.substring(0, slash));
    boolean version4 = !text.contains(":");
    int most = version4 ? 32 : 128;
    String length = text.substring(slash + 1);
    if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > most) {
      throw InvalidFilterException.value(
          field, text, "has no prefix length from 0 to " + most + " after the slash");
    }
    int bits = Integer.parseInt(length) + (version4 ? MAPPED_BITS : 0);
    return new AddressRange(first, bits, version4);
  }

  boolean contains(long high, long low) {
    if (IpAddress.isV4(high, low) != version4) {
      return false;
    }
    if (bits <= 64) {
      return bits == 0 || (high ^ first.high()) >>> (64 - bits) == 0;
    }
    return high == first.high() && (low ^ first.low()) >>> (128 - bits) == 0;
  }

  private static AddressRange single(String field, String text) {
    int zone = text.indexOf('%');
    IpAddress address = address(field, text, zone > 0 ? text.substring(0, zone) : text);
    boolean canonical = zone < 0 && address.toString().equals(text);
    return canonical ? new AddressRange(address, 128, address.isV4()) : EMPTY;
  }

  private static IpAddress address(String field, String whole, String text) {
    boolean leadingZeros = !text.contains(":") && text.matches("(.*\\.)?0[0-9].*");
    try {
      if (!leadingZeros) {
        return IpAddress.parse(text);
      }
    } catch (IllegalArgumentException e) {
      // Said below, with the field.
    }
    throw InvalidFilterException.value(
        field, whole, "is not an IP address or range such as 10.0.0.1, 10.0.0.0/8 or fd00::/8");
  }
}
