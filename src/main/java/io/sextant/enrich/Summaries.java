package io.sextant.enrich;

import io.sextant.decode.Packet;
import io.sextant.flow.TcpFlags;
import org.jspecify.annotations.Nullable;

/** One line on a packet for people; every line is made once and shared. */
final class Summaries {
  private static final String[] TCP = new String[512];
  private static final @Nullable String[] ICMP_V4 = new @Nullable String[1 << 16];
  private static final @Nullable String[] ICMP_V6 = new @Nullable String[1 << 16];

  static {
    for (int flags = 0; flags < TCP.length; flags++) {
      TCP[flags] = "TCP Flags: " + TcpFlags.text(flags);
    }
  }

  private Summaries() {}

  /** The innermost header; empty when there is none. */
  static String of(Packet packet) {
    return switch (packet.protocol()) {
      case TCP -> TCP[packet.third() & 0x1ff];
      case UDP -> "UDP";
      case SCTP -> "SCTP";
      case ICMPv4 -> icmpV4(packet.first(), packet.second());
      case ICMPv6 -> icmpV6(packet.first(), packet.second());
      case VRRP -> "VRRP VRRPv2 Advertisement";
      case IGMP -> igmp(packet.first());
      case NONE -> network(packet);
    };
  }

  private static String network(Packet packet) {
    return switch (packet.ipVersion()) {
      case IPv4 -> "IPv4";
      case IPv6 -> "IPv6";
      case IP_NOT_USED -> packet.hasEthernet() ? "Ethernet" : "";
    };
  }

  private static String icmpV4(int type, int code) {
    int at = type << 8 | code;
    String text = ICMP_V4[at];
    if (text == null) {
      text = "ICMPv4 " + IcmpTexts.v4(type, code);
      ICMP_V4[at] = text;
    }
    return text;
  }

  private static String icmpV6(int type, int code) {
    int at = type << 8 | code;
    String text = ICMP_V6[at];
    if (text == null) {
      text = "ICMPv6 " + IcmpTexts.v6(type, code);
      ICMP_V6[at] = text;
    }
    return text;
  }

  private static String igmp(int type) {
    return switch (type) {
      case 0x11 -> "IGMP IGMP Membership Query";
      case 0x12 -> "IGMP IGMPv1 Membership Report";
      case 0x16 -> "IGMP IGMPv2 Membership Report";
      case 0x17 -> "IGMP Leave Group";
      case 0x22 -> "IGMP IGMPv3 Membership Report";
      default -> "IGMP ";
    };
  }
}
