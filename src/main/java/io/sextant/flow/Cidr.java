package io.sextant.flow;

/**
 * A range of addresses by their leading bits, in canonical form: bits behind the length are zero.
 *
 * @param length leading bits that count, 0 to 32 for IPv4 and 0 to 128 for IPv6
 */
public record Cidr(IpAddress address, int length) {
  private static final int V4_OFFSET = 96;

  public Cidr {
    int bits = address.isV4() ? 32 : 128;
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException(
          "prefix length %d of %s: 0 to %d is possible".formatted(length, address, bits));
    }
    address = masked(address, length + (address.isV4() ? V4_OFFSET : 0));
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone. */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return of(IpAddress.parse(text));
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a range of addresses such as 10.0.0.0/8 or fd00::/8");
    }
    return new Cidr(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(length));
  }

  /** One address alone. */
  public static Cidr of(IpAddress address) {
    return new Cidr(address, address.isV4() ? 32 : 128);
  }

  /** Whether all of the other range lies in this one; ranges of two families never do. */
  public boolean contains(Cidr other) {
    return address.isV4() == other.address.isV4()
        && length <= other.length
        && masked(other.address, bits()).equals(address);
  }

  /** As in {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return address + "/" + length;
  }

  /** Leading bits that count of the 128 of an {@link IpAddress}. */
  public int bits() {
    return length + (address.isV4() ? V4_OFFSET : 0);
  }

  private static IpAddress masked(IpAddress address, int bits) {
    long high = bits >= 64 ? -1 : mask(bits);
    long low = bits >= 64 ? mask(bits - 64) : 0;
    return new IpAddress(address.high() & high, address.low() & low);
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }
}
