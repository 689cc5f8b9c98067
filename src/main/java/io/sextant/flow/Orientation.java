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
    if ((flow.tcpFlags() & TcpFlags.SYN) != 0) {
      return (flow.tcpFlags() & TcpFlags.ACK) != 0;
    }
    if (flow.protocol() == L4Protocol.ICMPv4) {
      return flow.messageType() == ECHO_REPLY_V4;
    }
    if (flow.protocol() == L4Protocol.ICMPv6) {
      return flow.messageType() == ECHO_REPLY_V6;
    }
    return flow.sourcePort() < FIRST_EPHEMERAL && flow.destinationPort() >= FIRST_EPHEMERAL;
  }
}
