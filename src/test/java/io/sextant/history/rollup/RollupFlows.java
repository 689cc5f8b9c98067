package io.sextant.history.rollup;

import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Node;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.TestFlows;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.List;
import java.util.Random;

/** Traffic of a few pods that goes on for hours; some flows come late, some very late. */
public final class RollupFlows {
  private static final Endpoint[] ENDPOINTS = {
    TestFlows.FRONTEND, TestFlows.CATALOG, TestFlows.REVIEWS, TestFlows.DATABASE, TestFlows.WORLD
  };
  private static final Node[] NODES = {TestFlows.NODE, Node.named("node-2")};
  private static final PolicyAttribution POLICIES =
      new PolicyAttribution(
          TrafficDirection.INGRESS,
          false,
          List.of(new PolicyRef("CiliumNetworkPolicy", "payments", "lockdown", List.of(), 3)),
          List.of());

  private final Random random;
  private final int ports;
  private long now = TestFlows.TEN_TWENTY;

  /**
   * @param ports different ports that a scan tries
   */
  public RollupFlows(Random random, int ports) {
    this.random = random;
    this.ports = ports;
  }

  /** The next one, on average so many nanoseconds after the one before. */
  public Flow next(long pace) {
    now += random.nextLong(2 * pace);
    long late =
        switch (random.nextInt(50)) {
          case 0 -> random.nextLong(400_000_000_000L);
          case 1, 2, 3 -> random.nextLong(12_000_000_000L);
          default -> 0;
        };
    int port = random.nextInt(20) == 0 ? 1 + random.nextInt(ports) : 8080;
    boolean reply = random.nextBoolean();
    Flow.Builder flow =
        new Flow.Builder()
            .time(now - late, 0)
            .seenOn(NODES[random.nextInt(2)], 0)
            .endpoints(one(), one())
            .names(List.of(), random.nextInt(9) == 0 ? List.of("api.example.com") : List.of())
            .reply(reply ? Reply.YES : random.nextInt(4) == 0 ? Reply.UNKNOWN : Reply.NO)
            .direction(random.nextBoolean() ? TrafficDirection.INGRESS : TrafficDirection.EGRESS)
            .length(40 + random.nextInt(1460));
    if (random.nextInt(10) == 0) {
      flow.message(L4Protocol.ICMPv4, random.nextBoolean() ? 8 : 3, 0);
    } else {
      flow.tcp(reply ? port : 40_001, reply ? 40_001 : port, random.nextInt(32));
    }
    return kind(flow).build();
  }

  private Flow.Builder kind(Flow.Builder flow) {
    return switch (random.nextInt(4)) {
      case 0 ->
          flow.event(FlowType.L3_L4, EventType.DROP, 133)
              .verdict(Verdict.DROPPED)
              .dropReason(130 + random.nextInt(3));
      case 1 ->
          flow.event(FlowType.L3_L4, EventType.POLICY_VERDICT, 0)
              .verdict(random.nextBoolean() ? Verdict.AUDIT : Verdict.FORWARDED)
              .policies(random.nextBoolean() ? POLICIES : null);
      case 2 -> flow.event(FlowType.L7, EventType.L7, 0).verdict(Verdict.FORWARDED);
      default ->
          flow.event(FlowType.L3_L4, EventType.TRACE, 0)
              .trace(ObservationPoint.apiNumber(random.nextInt(5)), 1)
              .verdict(Verdict.FORWARDED);
    };
  }

  private Endpoint one() {
    return ENDPOINTS[random.nextInt(ENDPOINTS.length)];
  }
}
