package io.sextant.flow;

/**
 * Which side of a packet is the server. The datapath's connection tracking knows best; where it did
 * not look (drops), the TCP handshake tells, then the ports: a client's port is an ephemeral one.
 */
public final class Orientation {
  /** Lowest port that Linux gives to clients ({@code net.ipv4.ip_local_port_range}). */
  private static final int FIRST_EPHEMERAL = 32768;

  private static final int ECHO_REPLY_V4 = 0;
  private static final int ECHO_REPLY_V6 = 129;

  private Orientation() {}

  /** Whether the packet goes from the server to the client. */
  public static boolean isAnswer(Flow flow) {
    return switch (flow.reply()) {
      case YES -> true;
      case NO -> false;
      case UNKNOWN -> looksLikeAnswer(flow);
    };
  }

  /** Port of the server; 0 for protocols without ports. */
  public static int serverPort(Flow flow) {
    return isAnswer(flow) ? flow.sourcePort() : flow.destinationPort();
  }

  private static boolean looksLikeAnswer(Flow flow) {
    return flow.protocol().hasPorts()
        ? looksLikeAnswer(flow.tcpFlags(), flow.sourcePort(), flow.destinationPort())
        : isEchoReply(flow);
  }

  /** The same for a protocol with ports, where the datapath did not look. */
  public static boolean looksLikeAnswer(int tcpFlags, int sourcePort, int destinationPort) {
    if ((tcpFlags & TcpFlags.SYN) != 0) {
      return (tcpFlags & TcpFlags.ACK) != 0;
    }
    return sourcePort < FIRST_EPHEMERAL && destinationPort >= FIRST_EPHEMERAL;
  }

  private static boolean isEchoReply(Flow flow) {
    return switch (flow.protocol()) {
      case ICMPv4 -> flow.messageType() == ECHO_REPLY_V4;
      case ICMPv6 -> flow.messageType() == ECHO_REPLY_V6;
      case NONE, TCP, UDP, SCTP, VRRP, IGMP -> false;
    };
  }
}
