package io.sextant.enrich;

import io.sextant.flow.PolicyMatch;
import io.sextant.flow.TrafficDirection;

/**
 * Key of an entry in an endpoint's policy map, in one long:
 *
 * <pre>
 *   63      32 31    24 23       8 7    2    1       0
 *  | identity | protocol |  port  |  -  | deny | egress |
 * </pre>
 *
 * Zero in identity, protocol or port means any.
 */
public final class PolicyKey {
  private static final long EGRESS = 1;
  private static final long DENY = 2;
  private static final long FLAGS = EGRESS | DENY;
  private static final long IDENTITY = 0xffffffffL << 32;
  private static final long PROTOCOL = 0xffL << 24;
  private static final long PORT = 0xffffL << 8;

  private PolicyKey() {}

  /** An entry that allows. */
  public static long of(TrafficDirection direction, int identity, int protocol, int port) {
    return (long) identity << 32
        | (long) (protocol & 0xff) << 24
        | (long) (port & 0xffff) << 8
        | (direction == TrafficDirection.EGRESS ? EGRESS : 0);
  }

  /** The same entry when it denies. */
  public static long denying(long key) {
    return key | DENY;
  }

  /** Leaves of a packet's key what an entry of this match type compares. */
  public static long reduced(long key, int matchType) {
    return key & (FLAGS | compared(matchType));
  }

  private static long compared(int matchType) {
    return switch (PolicyMatch.ofNumber(matchType)) {
      case L3_ONLY -> IDENTITY;
      case L4_ONLY -> PROTOCOL | PORT;
      case ALL -> 0;
      case L3_PROTO -> IDENTITY | PROTOCOL;
      case PROTO_ONLY -> PROTOCOL;
      case L3_L4, NONE -> IDENTITY | PROTOCOL | PORT;
      case null -> IDENTITY | PROTOCOL | PORT;
    };
  }
}
