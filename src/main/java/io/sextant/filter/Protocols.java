package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import java.util.List;
import java.util.Locale;

/** By transport or application protocol. */
public record Protocols(List<Protocol> protocols) implements Criterion {

  /** The protocols that a filter can name. */
  public enum Protocol {
    TCP,
    UDP,
    SCTP,
    ICMP,
    ICMPV4,
    ICMPV6,
    VRRP,
    IGMP,
    DNS,
    HTTP,
    KAFKA;

    boolean fits(Flow flow) {
      return switch (this) {
        case TCP -> flow.protocol() == L4Protocol.TCP;
        case UDP -> flow.protocol() == L4Protocol.UDP;
        case SCTP -> flow.protocol() == L4Protocol.SCTP;
        case ICMP -> flow.protocol() == L4Protocol.ICMPv4 || flow.protocol() == L4Protocol.ICMPv6;
        case ICMPV4 -> flow.protocol() == L4Protocol.ICMPv4;
        case ICMPV6 -> flow.protocol() == L4Protocol.ICMPv6;
        case VRRP -> flow.protocol() == L4Protocol.VRRP;
        case IGMP -> flow.protocol() == L4Protocol.IGMP;
        case DNS -> says(flow, L7.Dns.class);
        case HTTP -> says(flow, L7.Http.class);
        case KAFKA -> says(flow, L7.Kafka.class);
      };
    }

    private static boolean says(Flow flow, Class<? extends L7.Message> kind) {
      L7 l7 = flow.extras().l7();
      return l7 != null && kind.isInstance(l7.message());
    }
  }

  public Protocols {
    protocols = List.copyOf(protocols);
  }

  public static Protocols parse(List<String> names) {
    return new Protocols(names.stream().map(Protocols::protocol).toList());
  }

  @Override
  public boolean test(Event event) {
    if (event instanceof Flow flow) {
      for (int i = 0; i < protocols.size(); i++) {
        if (protocols.get(i).fits(flow)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public int cost() {
    return 3;
  }

  private static Protocol protocol(String name) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.name().equals(name.toUpperCase(Locale.ROOT))) {
        return protocol;
      }
    }
    throw InvalidFilterException.value(
        "protocol",
        name,
        "is not one of tcp, udp, sctp, icmp, icmpv4, icmpv6, vrrp, igmp, dns, http, kafka");
  }
}
