package io.sextant.servicemap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.Identities;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceMapTest {
  private long nowMillis = 1_768_472_430_000L;
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);
  private final ServiceMap map = new ServiceMap(MapLimits.DEFAULT, clock);

  @Test
  void requestAndAnswer_areOneEdgeFromClientToServer() {
    map.add(TestFlows.request());
    map.add(TestFlows.answer());

    MapEdge edge = onlyEdge();
    assertThat(edge.source()).isEqualTo("shop/frontend");
    assertThat(edge.destination()).isEqualTo("shop/catalog");
    assertThat(edge.protocol()).isEqualTo("TCP");
    assertThat(edge.port()).isEqualTo(8080);
    assertThat(edge.forwarded()).isEqualTo(2);
  }

  @Test
  void packetSeenAtTwoPoints_isCountedOnce() {
    map.add(TestFlows.allowedVerdict());
    map.add(trace(ObservationPoint.TO_STACK));
    map.add(TestFlows.request());
    map.add(trace(ObservationPoint.TO_STACK));

    assertThat(onlyEdge().forwarded()).isEqualTo(1);
    assertThat(onlyEdge().forwardedRate()).isEqualTo(1);
  }

  @Test
  void verdictAndDropOfOnePacket_areOneDrop() {
    map.add(TestFlows.deniedVerdict());
    map.add(TestFlows.drop());

    MapEdge edge = onlyEdge();
    assertThat(edge.source()).isEqualTo("shop/reviews");
    assertThat(edge.destination()).isEqualTo("payments/ledger-db");
    assertThat(edge.dropped()).isEqualTo(1);
    assertThat(edge.forwarded()).isZero();
    assertThat(edge.dropReasons()).containsExactly(new MapEdge.DropCount("POLICY_DENIED", 1));
  }

  @Test
  void packetThatLeftAndWasDroppedOnArrival_isADropOnly() {
    for (int i = 0; i < 5; i++) {
      map.add(reviewsLeaving());
      map.add(TestFlows.deniedVerdict());
      map.add(TestFlows.drop());
    }

    assertThat(onlyEdge().dropped()).isEqualTo(5);
    assertThat(onlyEdge().forwarded()).isZero();
    assertThat(onlyEdge().forwardedRate()).isZero();
  }

  @Test
  void icmpError_isNoCall_butItsDropIsShown() {
    map.add(icmp(TestFlows.FRONTEND, TestFlows.CATALOG, 3));
    assertThat(map.snapshot().edges()).isEmpty();

    map.add(drop(TestFlows.FRONTEND, TestFlows.CATALOG).message(L4Protocol.ICMPv4, 3, 1).build());
    assertThat(onlyEdge().dropped()).isEqualTo(1);
  }

  @Test
  void deniedVerdict_leavesTheNameOfItsPolicy() {
    PolicyRef policy = new PolicyRef("CiliumNetworkPolicy", "payments", "lockdown", List.of(), 3);
    map.add(
        verdict(Verdict.DROPPED)
            .policies(
                new PolicyAttribution(TrafficDirection.INGRESS, false, List.of(policy), List.of()))
            .build());

    assertThat(onlyEdge().deniedBy()).containsExactly("payments/lockdown");
    assertThat(onlyEdge().dropped()).isEqualTo(1);
  }

  @Test
  void auditVerdict_countsApartFromTheForwardedPacket() {
    map.add(verdict(Verdict.AUDIT).build());
    map.add(TestFlows.request());

    assertThat(onlyEdge().audit()).isEqualTo(1);
    assertThat(onlyEdge().forwarded()).isEqualTo(1);
  }

  @Test
  void droppedAnswer_withoutReplyInformation_findsItsServerByThePort() {
    map.add(drop(TestFlows.CATALOG, TestFlows.FRONTEND).tcp(8080, 40001, TcpFlags.ACK).build());

    assertThat(onlyEdge().destination()).isEqualTo("shop/catalog");
    assertThat(onlyEdge().port()).isEqualTo(8080);
  }

  @Test
  void portScan_collapsesToABoundedNumberOfEdges() {
    for (int port = 1; port <= 1000; port++) {
      map.add(TestFlows.scan(port));
    }

    List<MapEdge> edges = map.snapshot().edges();
    assertThat(edges).hasSize(MapLimits.DEFAULT.portsPerPair() + 1);
    assertThat(edges).extracting(MapEdge::port).contains(MapEdge.MORE_PORTS);
    assertThat(edges.stream().mapToLong(MapEdge::dropped).sum()).isEqualTo(1000);
  }

  @Test
  void rates_areTakenOverTheWindowAndFadeAway() {
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 4; i++) {
        map.add(TestFlows.request());
        nowMillis += 250;
      }
    }
    assertThat(onlyEdge().forwardedRate()).isCloseTo(4, within(0.1));

    nowMillis += 11_000;
    assertThat(onlyEdge().forwardedRate()).isZero();
    assertThat(onlyEdge().forwarded()).isEqualTo(120);
  }

  @Test
  void silentNode_fadesThenGoes_andComesBack() {
    map.add(TestFlows.request());
    nowMillis += 21_000;
    assertThat(map.snapshot().nodes()).hasSize(2).allMatch(MapNode::fading);

    nowMillis += 100_000;
    map.add(TestFlows.drop());
    assertThat(map.snapshot().nodes())
        .extracting(MapNode::id)
        .containsExactly("payments/ledger-db", "shop/reviews");

    map.add(TestFlows.request());
    MapEdge back =
        map.snapshot().edges().stream().filter(e -> e.port() == 8080).findFirst().orElseThrow();
    assertThat(back.forwarded()).isEqualTo(1);
  }

  @Test
  void pods_ofAWorkload_areOneNode() {
    map.add(TestFlows.request());
    map.add(
        TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
            .endpoints(pod("frontend-7d9c-x2"), TestFlows.CATALOG)
            .build());

    MapNode frontend = node("shop/frontend");
    assertThat(frontend.kind()).isEqualTo(NodeKind.WORKLOAD);
    assertThat(frontend.pods()).isEqualTo(2);
    assertThat(frontend.workloadKind()).isEqualTo("Deployment");
    assertThat(map.snapshot().edges()).hasSize(1);
  }

  @Test
  void reservedIdentities_haveNodesOfTheirOwn_andNoPods() {
    map.add(TestFlows.scan(22));

    MapNode world = node("reserved:world");
    assertThat(world.kind()).isEqualTo(NodeKind.RESERVED);
    assertThat(world.name()).isEqualTo("world");
    assertThat(world.pods()).isZero();
  }

  @Test
  void worldWithANameFromDns_isKnownByThatName() {
    map.add(
        TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
            .endpoints(TestFlows.FRONTEND, TestFlows.WORLD)
            .names(List.of(), List.of("api.example.com"))
            .build());

    assertThat(onlyEdge().destination()).isEqualTo("name:api.example.com");
  }

  @Test
  void fullMap_makesRoomAndCountsIt() {
    ServiceMap small = new ServiceMap(new MapLimits(8, 100, 20, 120), clock);
    for (int port = 1; port <= 20; port++) {
      small.add(TestFlows.scan(port));
      nowMillis += 1000;
    }

    MapSnapshot snapshot = small.snapshot();
    assertThat(snapshot.edges()).hasSizeLessThanOrEqualTo(8).anyMatch(e -> e.port() == 20);
    assertThat(snapshot.evictedEdges()).isEqualTo(20 - snapshot.edges().size());
    assertThat(snapshot.nodes()).hasSize(2);
  }

  @Test
  void fullMap_makesRoomOnceASecond_andCountsWhatFoundNone() {
    ServiceMap small = new ServiceMap(new MapLimits(8, 100, 20, 120), clock);
    for (int port = 1; port <= 20; port++) {
      small.add(TestFlows.scan(port));
    }
    MapSnapshot crowded = small.snapshot();
    assertThat(crowded.edges()).hasSize(8);
    assertThat(crowded.evictedEdges()).isEqualTo(1);
    assertThat(crowded.crowdedOut()).isEqualTo(11);
    assertThat(crowded.edges().stream().mapToLong(MapEdge::dropped).sum()).isEqualTo(8);

    nowMillis += 1000;
    small.add(TestFlows.scan(99));
    assertThat(small.snapshot().edges()).hasSize(8).anyMatch(e -> e.port() == 99);
  }

  @Test
  void nodeWhosePacketsFoundNoRoom_isNotShown() {
    ServiceMap small = new ServiceMap(new MapLimits(1, 1, 20, 120), clock);
    small.add(TestFlows.scan(22));
    small.add(TestFlows.request());
    small.add(TestFlows.drop());

    assertThat(small.snapshot().nodes())
        .extracting(MapNode::id)
        .containsExactly("shop/catalog", "shop/frontend");
  }

  @Test
  void equalButDifferentEndpointObjects_meetOnOneEdge() {
    for (int i = 0; i < 10; i++) {
      map.add(
          TestFlows.frontendToCatalog(TcpFlags.ACK, Reply.NO)
              .endpoints(pod("frontend-7d9c-x1"), TestFlows.CATALOG)
              .build());
    }

    assertThat(onlyEdge().forwarded()).isEqualTo(10);
    assertThat(node("shop/frontend").pods()).isEqualTo(1);
  }

  @Test
  void ping_isOneEdgeWithoutPort() {
    map.add(icmp(TestFlows.FRONTEND, TestFlows.CATALOG, 8));
    map.add(icmp(TestFlows.CATALOG, TestFlows.FRONTEND, 0));

    assertThat(onlyEdge().source()).isEqualTo("shop/frontend");
    assertThat(onlyEdge().port()).isZero();
    assertThat(onlyEdge().protocol()).isEqualTo("ICMPv4");
  }

  private MapEdge onlyEdge() {
    List<MapEdge> edges = map.snapshot().edges();
    assertThat(edges).hasSize(1);
    return edges.getFirst();
  }

  private MapNode node(String id) {
    return map.snapshot().nodes().stream().filter(n -> n.id().equals(id)).findFirst().orElseThrow();
  }

  private static Flow trace(ObservationPoint point) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .direction(TrafficDirection.EGRESS)
        .trace(ObservationPoint.apiNumber(point.ordinal()), 1)
        .build();
  }

  private static Flow reviewsLeaving() {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .direction(TrafficDirection.EGRESS)
        .trace(ObservationPoint.apiNumber(ObservationPoint.TO_STACK.ordinal()), 1)
        .endpoints(TestFlows.REVIEWS, TestFlows.DATABASE)
        .tcp(40002, 5432, TcpFlags.SYN)
        .build();
  }

  private static Flow.Builder verdict(Verdict verdict) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.UNKNOWN)
        .event(FlowType.L3_L4, EventType.POLICY_VERDICT, 0)
        .verdict(verdict);
  }

  private static Flow.Builder drop(Endpoint source, Endpoint destination) {
    return new Flow.Builder()
        .event(FlowType.L3_L4, EventType.DROP, 133)
        .verdict(Verdict.DROPPED)
        .dropReason(133)
        .endpoints(source, destination);
  }

  private static Flow icmp(Endpoint source, Endpoint destination, int type) {
    return new Flow.Builder()
        .event(FlowType.L3_L4, EventType.TRACE, 0)
        .trace(ObservationPoint.apiNumber(0), 1)
        .verdict(Verdict.FORWARDED)
        .endpoints(source, destination)
        .message(L4Protocol.ICMPv4, type, 0)
        .build();
  }

  private static Endpoint pod(String name) {
    Endpoint like = TestFlows.FRONTEND;
    return new Endpoint(
        7,
        like.identity(),
        like.clusterName(),
        like.namespace(),
        like.labels(),
        name,
        "",
        like.workloads());
  }

  @Test
  void identityWithoutANumberThatIsKnown_isShownByItsNumber() {
    Endpoint stranger =
        new Endpoint(0, Identities.FIRST_ALLOCATED + 7, "", "", List.of(), "", "", List.of());
    map.add(drop(stranger, TestFlows.CATALOG).tcp(40001, 8080, TcpFlags.SYN).build());

    assertThat(onlyEdge().source()).isEqualTo("identity:263");
  }
}
