package io.sextant.decode;

import io.sextant.flow.TrafficDirection;

/**
 * What policy said about the first packet of a connection ({@code struct policy_verdict_notify}).
 */
public final class PolicyVerdictNotify extends PacketNotification {
  static final int LENGTH = 40;

  private static final int DIRECTION = 0x03;
  private static final int INGRESS = 1;
  private static final int IPV6 = 0x04;
  private static final int MATCH_SHIFT = 3;
  private static final int MATCH = 0x07;
  private static final int AUDITED = 0x40;
  private static final int L3_DEVICE = 0x80;

  PolicyVerdictNotify(Packet packet) {
    super(packet);
  }

  /** Security identity of the other side. */
  public int remoteIdentity() {
    return i32(16);
  }

  /** Below 0: minus the drop reason; 0: allowed; above: redirected to this proxy port. */
  public int verdict() {
    return i32(20);
  }

  /** Port that was judged; shown nowhere, the packet's own counts. */
  public int destinationPort() {
    return u16(24);
  }

  /** Protocol that was judged; shown nowhere, the packet's own counts. */
  public int protocol() {
    return u8(26);
  }

  public TrafficDirection direction() {
    return (u8(27) & DIRECTION) == INGRESS ? TrafficDirection.INGRESS : TrafficDirection.EGRESS;
  }

  /** See {@code flow.PolicyMatch}. */
  public int matchType() {
    return (u8(27) >> MATCH_SHIFT) & MATCH;
  }

  /** Whether the packet would have been dropped but for the audit mode. */
  public boolean audited() {
    return (u8(27) & AUDITED) != 0;
  }

  /** The flags that say how the packet starts, see {@link ClassifierFlags}. */
  int packetFlags() {
    int flags = u8(27);
    return ((flags & IPV6) != 0 ? ClassifierFlags.IPV6 : 0)
        | ((flags & L3_DEVICE) != 0 ? ClassifierFlags.L3_DEVICE : 0);
  }

  /** Number of {@code flow.AuthType} in Hubble's API. */
  public int authType() {
    return u8(28);
  }

  /** Names the rule that decided; 0 for none. */
  public int cookie() {
    return i32(32);
  }

  /** Policy revision of the endpoint that judged; 0 from Cilium, which has padding there. */
  public int revision() {
    return i32(36);
  }
}
