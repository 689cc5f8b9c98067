package io.sextant.datapath;

/**
 * One rule as the kernel matches it.
 *
 * @param identity the other side's identity, 0 for any
 * @param protocol IP protocol number, 0 for any
 * @param port destination port, or ICMP type
 * @param portPrefixLength how many leading bits of the port count: 16 that port, 0 any port
 * @param cookie names the rule in the events it decides
 */
public record RuleEntry(
    int identity,
    Direction direction,
    int protocol,
    int port,
    int portPrefixLength,
    boolean deny,
    int cookie) {
  public static final int ANY = 0;

  public RuleEntry {
    check("protocol", protocol, 255);
    check("port", port, 0xffff);
    check("port prefix length", portPrefixLength, 16);
    if (protocol == ANY && portPrefixLength > 0) {
      throw new IllegalArgumentException("port " + port + " needs a protocol");
    }
    port &= 0xffff << (16 - portPrefixLength) & 0xffff;
  }

  /** Bits of protocol and port that count: 0, 8, or 8 and the port's. */
  int l4PrefixLength() {
    return protocol == ANY ? 0 : 8 + portPrefixLength;
  }

  private static void check(String what, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(what + " " + value + ": must be 0 to " + most);
    }
  }
}
