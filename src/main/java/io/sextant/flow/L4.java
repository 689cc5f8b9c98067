package io.sextant.flow;

/** The transport header of a packet. Ports and codes are unsigned. */
public sealed interface L4 {

  /** No transport header was captured or decoded. */
  record None() implements L4 {}

  /**
   * RFC 9293.
   *
   * @param flags bits of {@link TcpFlags}
   * @param hasFlags false when a record of an application tells of TCP without a packet
   */
  record Tcp(int sourcePort, int destinationPort, int flags, boolean hasFlags) implements L4 {}

  record Udp(int sourcePort, int destinationPort) implements L4 {}

  record Sctp(int sourcePort, int destinationPort) implements L4 {}

  record IcmpV4(int type, int code) implements L4 {}

  record IcmpV6(int type, int code) implements L4 {}

  /** RFC 5798. */
  record Vrrp(int type, int virtualRouterId, int priority) implements L4 {}

  /**
   * RFC 3376.
   *
   * @param group IPv4 group address
   */
  record Igmp(int type, int group) implements L4 {}

  L4 NONE = new None();
}
