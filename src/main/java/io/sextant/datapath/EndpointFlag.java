package io.sextant.datapath;

import java.util.EnumSet;
import java.util.Set;

/** Switches of an endpoint. */
public enum EndpointFlag {
  /** What comes in must be allowed by a rule. */
  ENFORCE_INGRESS(1),
  /** What goes out must be allowed by a rule. */
  ENFORCE_EGRESS(2),
  /** Refusals are reported, and let pass. */
  AUDIT(4),
  /** Takes away what is open by default: packets from the own host, as probes are. */
  ISOLATE_FROM_HOST(8);

  private final int bit;

  EndpointFlag(int bit) {
    this.bit = bit;
  }

  static short pack(Set<EndpointFlag> flags) {
    int bits = 0;
    for (EndpointFlag flag : flags) {
      bits |= flag.bit;
    }
    return (short) bits;
  }

  static Set<EndpointFlag> unpack(short bits) {
    EnumSet<EndpointFlag> flags = EnumSet.noneOf(EndpointFlag.class);
    for (EndpointFlag flag : values()) {
      if ((bits & flag.bit) != 0) {
        flags.add(flag);
      }
    }
    return flags;
  }
}
