package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The recording that {@code demo --replay} plays, through the same decoding and naming.
 *
 * <p>Made anew, when the shop changes, by {@code ./sextant demo --record
 * src/main/resources/demo/shop.sxr}, ended after a minute.
 */
class ShopRecordingTest {
  private static final String RECORDING = "/demo/shop.sxr";

  private final List<Flow> flows = new ArrayList<>();

  @BeforeEach
  void play() throws Exception {
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    EventParser parser = new EventParser(cluster, ParserOptions.DEFAULTS);
    Arrival arrival = new Arrival(Node.named("test"), FlowIds.unique());
    SampleConsumer consumer =
        new SampleConsumer() {
          @Override
          public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
            flows.add(
                (Flow)
                    Objects.requireNonNull(
                        parser.parse(
                            buffer, offset, length, arrival.at(cpu, bootNanos, bootNanos))));
          }

          @Override
          public void lost(int cpu, long bootNanos, LossSource source, long count) {
            throw new AssertionError("lost " + count + " in " + source);
          }
        };
    new ReplaySource(
            () -> RecordingReader.open(RECORDING, resource()),
            ReplaySource.Pace.atOnce(),
            state -> cluster.update(before -> state))
        .play(consumer);
  }

  @Test
  void recording_isAMinuteOfLife() throws IOException {
    try (InputStream in = resource()) {
      assertThat(in.readAllBytes().length).isLessThan(1_500_000);
    }
    assertThat(flows).hasSizeGreaterThan(8_000);
    assertThat(flows).extracting(Flow::ipVersion).contains(IpVersion.IPv4, IpVersion.IPv6);
    assertThat(flows)
        .extracting(Flow::protocol)
        .contains(L4Protocol.TCP, L4Protocol.UDP, L4Protocol.ICMPv4, L4Protocol.ICMPv6);
  }

  @Test
  void recording_everySideHasItsName() {
    for (Flow flow : flows) {
      for (Endpoint side : List.of(flow.source(), flow.destination())) {
        assertThat(side.podName().isEmpty())
            .as("identity %d of %s", side.identity(), side.labels())
            .isEqualTo(side.labels().stream().anyMatch(label -> label.startsWith("reserved:")));
      }
    }
  }

  @Test
  void recording_showsTheDeniedAndTheAllowed() {
    TreeSet<String> denied = new TreeSet<>();
    TreeSet<String> allowedBy = new TreeSet<>();
    for (Flow flow : flows) {
      if (flow.verdict() == Verdict.DROPPED) {
        denied.add(name(flow.source()) + " " + name(flow.destination()) + " " + flow.direction());
      }
      if (flow.policies() != null && flow.policies().allowed()) {
        flow.policies().policies().stream().map(PolicyRef::name).forEach(allowedBy::add);
      }
    }
    assertThat(denied)
        .containsExactly(
            "frontend world " + TrafficDirection.EGRESS,
            "reviews ledger-db " + TrafficDirection.INGRESS,
            "reviews world " + TrafficDirection.EGRESS,
            "world frontend " + TrafficDirection.INGRESS,
            "world gateway " + TrafficDirection.INGRESS);
    assertThat(allowedBy)
        .contains("frontend", "catalog", "cart", "checkout", "ledger-db", "allow-dns", "coredns");
  }

  @Test
  void recording_showsPodsThatComeAndGo() {
    TreeSet<String> jobs = new TreeSet<>();
    for (Flow flow : flows) {
      if (flow.source().podName().startsWith("settlement-")) {
        jobs.add(flow.source().podName());
      }
    }
    assertThat(jobs).hasSizeGreaterThan(1);
  }

  private static String name(Endpoint endpoint) {
    return endpoint.workloads().isEmpty() ? "world" : endpoint.workloads().getFirst().name();
  }

  private static InputStream resource() {
    return Objects.requireNonNull(
        ShopRecordingTest.class.getResourceAsStream(RECORDING), "no recording in the build");
  }
}
