package io.sextant.flow;

/** Which transport header a flow has. */
public enum L4Protocol {
  NONE(0, "Unknown L4"),
  TCP(6, "TCP"),
  UDP(17, "UDP"),
  SCTP(132, "SCTP"),
  ICMPv4(1, "ICMPv4"),
  ICMPv6(58, "ICMPv6"),
  VRRP(112, "VRRP"),
  IGMP(2, "IGMP");

  private final int ianaNumber;
  private final String text;

  L4Protocol(int ianaNumber, String text) {
    this.ianaNumber = ianaNumber;
    this.text = text;
  }

  /** IANA protocol number; 0 for {@link #NONE}. */
  public int ianaNumber() {
    return ianaNumber;
  }

  /** As metrics and pages name it. */
  public String text() {
    return text;
  }

  public boolean hasPorts() {
    return this == TCP || this == UDP || this == SCTP;
  }
}
