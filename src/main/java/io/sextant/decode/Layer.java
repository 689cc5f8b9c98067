package io.sextant.decode;

/** A header that flows show, or the end of the walk through them. */
enum Layer {
  ETHERNET,
  IPV4,
  IPV6,
  TCP,
  UDP,
  SCTP,
  ICMPV4,
  ICMPV6,
  VRRP,
  IGMP,
  VXLAN,
  GENEVE,
  /** Nothing follows that flows show. */
  NONE,
  /** The header is cut off or contradicts itself. */
  REFUSED;

  private static final int NUMBERS = 256;
  private static final Layer[] BY_IP_PROTOCOL = byIpProtocol();

  /** The header that follows an IP header with this protocol number. */
  static Layer ofIpProtocol(int number) {
    return BY_IP_PROTOCOL[number];
  }

  private static Layer[] byIpProtocol() {
    Layer[] layers = new Layer[NUMBERS];
    java.util.Arrays.fill(layers, NONE);
    layers[1] = ICMPV4;
    layers[2] = IGMP;
    layers[4] = IPV4;
    layers[6] = TCP;
    layers[17] = UDP;
    layers[41] = IPV6;
    layers[58] = ICMPV6;
    layers[94] = IPV4;
    layers[112] = VRRP;
    layers[132] = SCTP;
    return layers;
  }
}
