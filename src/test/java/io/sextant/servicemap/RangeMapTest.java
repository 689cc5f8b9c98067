package io.sextant.servicemap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.TrafficDirection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeMapTest {
  private static final long NOW = TestFlows.TEN_TWENTY;
  private final RangeMap range = new RangeMap(MapLimits.DEFAULT);

  @Test
  void story_isDrawnAsTheLivingMapDoes() {
    ServiceMap live = new ServiceMap(MapLimits.DEFAULT, InstantSource.system());
    for (Flow flow : story()) {
      live.add(flow);
      range.add(flow);
    }

    assertThat(counts(range.snapshot(NOW, NOW + 1)))
        .containsExactlyInAnyOrderElementsOf(counts(live.snapshot()));
    assertThat(range.snapshot(NOW, NOW + 1).nodes().stream().map(n -> n.id() + " " + n.pods()))
        .containsExactlyElementsOf(
            live.snapshot().nodes().stream().map(n -> n.id() + " " + n.pods()).toList());
  }

  @Test
  void rates_areTakenOverTheRange() {
    for (int i = 0; i < 50; i++) {
      range.add(TestFlows.request());
    }
    MapSnapshot map = range.snapshot(NOW, NOW + 10_000_000_000L);

    assertThat(map.windowSeconds()).isEqualTo(10);
    assertThat(map.edges().getFirst().forwardedRate()).isEqualTo(5);
  }

  @Test
  void portScan_collapsesToABoundedNumberOfEdges_theLargestStay() {
    for (int port = 1; port <= 100; port++) {
      range.add(TestFlows.scan(port));
    }
    range.add(TestFlows.scan(99));
    List<MapEdge> edges = range.snapshot(NOW, NOW).edges();

    assertThat(edges).hasSize(MapLimits.DEFAULT.portsPerPair() + 1);
    assertThat(edges).extracting(MapEdge::port).contains(99, MapEdge.MORE_PORTS);
    assertThat(edges.stream().mapToLong(MapEdge::dropped).sum()).isEqualTo(101);
  }

  @Test
  void moreEdgesThanAreShown_areCounted() {
    RangeMap small = new RangeMap(new MapLimits(5, 100, 20, 120));
    for (int port = 1; port <= 20; port++) {
      small.add(TestFlows.scan(port));
    }
    MapSnapshot map = small.snapshot(NOW, NOW);

    assertThat(map.edges()).hasSize(5);
    assertThat(map.evictedEdges()).isEqualTo(15);
    assertThat(map.crowdedOut()).isEqualTo(15);
  }

  /** Calls from several places of view, drops late and early, a denied and an audited one. */
  private static List<Flow> story() {
    List<Flow> story = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      story.add(TestFlows.allowedVerdict());
      story.add(leaving());
      story.add(TestFlows.request());
      story.add(TestFlows.answer());
      story.add(leaving());
      story.add(TestFlows.deniedVerdict());
      story.add(TestFlows.drop());
      story.add(leavingForTheDatabase());
      story.add(TestFlows.scan(22 + i));
    }
    return story;
  }

  private static Flow leaving() {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .direction(TrafficDirection.EGRESS)
        .trace(ObservationPoint.apiNumber(ObservationPoint.TO_STACK.ordinal()), 1)
        .build();
  }

  private static Flow leavingForTheDatabase() {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .direction(TrafficDirection.EGRESS)
        .trace(ObservationPoint.apiNumber(ObservationPoint.TO_STACK.ordinal()), 1)
        .endpoints(TestFlows.REVIEWS, TestFlows.DATABASE)
        .tcp(40002, 5432, TcpFlags.SYN)
        .build();
  }

  private static List<String> counts(MapSnapshot map) {
    return map.edges().stream()
        .map(edge ->
            String.join(
                " ",
                edge.source(),
                edge.destination(),
                edge.protocol(),
                String.valueOf(edge.port()),
                "forwarded " + edge.forwarded(),
                "dropped " + edge.dropped(),
                "audit " + edge.audit(),
                edge.dropReasons().toString(),
                edge.deniedBy().toString(),
                edge.allowedBy().toString()))
        .toList();
  }
}
