package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Layer4;

/** What both ends of a flow have. */
final class Ends {
  private Ends() {}

  /** 0 where there is none. */
  static int sourcePort(Flow flow) {
    Layer4 l4 = flow.getL4();
    return switch (l4.getProtocolCase()) {
      case TCP -> l4.getTCP().getSourcePort();
      case UDP -> l4.getUDP().getSourcePort();
      case SCTP -> l4.getSCTP().getSourcePort();
      default -> 0;
    };
  }

  static int destinationPort(Flow flow) {
    Layer4 l4 = flow.getL4();
    return switch (l4.getProtocolCase()) {
      case TCP -> l4.getTCP().getDestinationPort();
      case UDP -> l4.getUDP().getDestinationPort();
      case SCTP -> l4.getSCTP().getDestinationPort();
      default -> 0;
    };
  }

  /** A name in its namespace. */
  static String join(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
