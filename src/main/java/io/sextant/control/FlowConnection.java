package io.sextant.control;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a flow is a packet of.
 *
 * @param source who opened it: a reply's destination
 * @param port that it was opened to, or type of the ICMP message
 * @param seenAt the end at which the flow was seen: {@link TrafficDirection#EGRESS} for the source
 */
public record FlowConnection(
    End source, End destination, L4Protocol protocol, int port, TrafficDirection seenAt) {
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST = 8;
  private static final int ECHO_REPLY_V6 = 129;
  private static final int ECHO_REQUEST_V6 = 128;

  /**
   * Who is at an end.
   *
   * @param address null where the flow has none
   */
  public record End(Endpoint endpoint, @Nullable IpAddress address) {

    /** As {@code namespace/pod}, or the address of what is no pod. */
    @Override
    public String toString() {
      return endpoint.podName().isEmpty()
          ? address == null ? "unknown" : address.toString()
          : endpoint.namespace() + "/" + endpoint.podName();
    }
  }

  public static FlowConnection of(Flow flow) {
    End source = new End(flow.source(), flow.sourceAddress());
    End destination = new End(flow.destination(), flow.destinationAddress());
    return flow.reply() == Reply.YES
        ? new FlowConnection(
            destination, source, flow.protocol(), askedPort(flow), opposite(flow.direction()))
        : new FlowConnection(source, destination, flow.protocol(), port(flow), flow.direction());
  }

  private static int port(Flow flow) {
    return flow.protocol().hasPorts() ? flow.destinationPort() : type(flow);
  }

  /** What the reply is an answer of. */
  private static int askedPort(Flow flow) {
    return switch (flow.protocol()) {
      case ICMPv4 -> type(flow) == ECHO_REPLY ? ECHO_REQUEST : type(flow);
      case ICMPv6 -> type(flow) == ECHO_REPLY_V6 ? ECHO_REQUEST_V6 : type(flow);
      default -> flow.sourcePort();
    };
  }

  /** Protocols besides ICMP have no types that policies know. */
  private static int type(Flow flow) {
    return switch (flow.protocol()) {
      case ICMPv4, ICMPv6 -> flow.messageType();
      default -> 0;
    };
  }

  private static TrafficDirection opposite(TrafficDirection direction) {
    return switch (direction) {
      case INGRESS -> TrafficDirection.EGRESS;
      case EGRESS -> TrafficDirection.INGRESS;
      case TRAFFIC_DIRECTION_UNKNOWN -> direction;
    };
  }
}
