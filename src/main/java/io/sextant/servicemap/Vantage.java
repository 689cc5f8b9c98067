package io.sextant.servicemap;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;

/**
 * From where a packet was seen, as a number: a better place has a larger one. A packet may be
 * reported by several places on its way; an edge counts at one of them only.
 *
 * <pre>
 *   0x600  dropped
 *   0x500  to-endpoint: it arrived
 *   0x4nn  on its way to host, stack, network …   (nn = observation point)
 *   0x3nn  on its way from an endpoint, host …
 *   0x200  policy verdict at the receiver
 *   0x100  policy verdict at the sender
 * </pre>
 */
public final class Vantage {
  /** Not a packet, or one that another event counts. */
  public static final int NONE = 0;

  private static final int DROPPED = 0x600;
  private static final int TO_ENDPOINT = 0x500;
  private static final int ON_ITS_WAY = 0x400;
  private static final int LEAVING = 0x300;
  private static final int RECEIVER_VERDICT = 0x200;
  private static final int SENDER_VERDICT = 0x100;
  private static final int ECHO_REPLY_V4 = 0;
  private static final int ECHO_V4 = 8;
  private static final int ECHO_V6 = 128;
  private static final int ECHO_REPLY_V6 = 129;
  private static final int API_TO_ENDPOINT = ObservationPoint.apiNumber(0);

  private Vantage() {}

  /** Whether a packet seen from there has reached its receiver. */
  static boolean isArrival(int vantage) {
    return vantage == TO_ENDPOINT;
  }

  /** From where a flow was seen, or {@link #NONE}. */
  public static int of(Flow flow) {
    if (isAside(flow)) {
      return NONE;
    }
    return switch (flow.eventType()) {
      case EventType.DROP -> DROPPED;
      case EventType.TRACE -> ofTrace(flow.observationPoint());
      case EventType.POLICY_VERDICT ->
          flow.direction() == TrafficDirection.INGRESS ? RECEIVER_VERDICT : SENDER_VERDICT;
      default -> NONE;
    };
  }

  /** Errors of ICMP and neighbour discovery are no calls; that one was dropped is worth to see. */
  private static boolean isAside(Flow flow) {
    if (flow.verdict() != Verdict.FORWARDED) {
      return false;
    }
    return switch (flow.protocol()) {
      case ICMPv4 -> flow.messageType() != ECHO_V4 && flow.messageType() != ECHO_REPLY_V4;
      case ICMPv6 -> flow.messageType() != ECHO_V6 && flow.messageType() != ECHO_REPLY_V6;
      case IGMP, VRRP -> true;
      case NONE, TCP, UDP, SCTP -> false;
    };
  }

  private static int ofTrace(int point) {
    if (point == API_TO_ENDPOINT) {
      return TO_ENDPOINT;
    }
    ObservationPoint known = ObservationPoint.ofNumber(point);
    boolean leaving = known == null || known.text().startsWith("from-");
    return (leaving ? LEAVING : ON_ITS_WAY) | (point & 0xff);
  }
}
