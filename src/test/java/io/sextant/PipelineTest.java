package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.control.ClusterState;
import io.sextant.decode.Refusal;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.StageCounts;
import io.sextant.metrics.FlowMetrics;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingCounters;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-15T12:00:00Z"));

  /** A drop of version 3 by policy, without packet bytes. */
  static final byte[] DROP =
      HexFormat.of()
          .parseHex(
              "0185070000000000" // type, reason 133, endpoint 7, hash
                  + "0000000000000300" // no packet, version 3
                  + "e9030000ec03000000000000" // identities 1001 and 1004
                  + "000000000000000000000000" // place, interface, flags
                  + "0000000000000000"); // no trace id

  private final EventParser parser =
      new EventParser(() -> ClusterState.EMPTY, ParserOptions.DEFAULTS);
  private final MemoryRing ring = new MemoryRing(8191, TestFlows.NODE, NOON);
  private final FlowMetrics metrics = new FlowMetrics(new PrometheusRegistry());
  private final Pipeline pipeline =
      new Pipeline(
          parser,
          new Arrival(TestFlows.NODE, FlowIds.seeded(1)),
          TestFlows.NODE,
          ring,
          new ServiceMap(MapLimits.DEFAULT, NOON),
          metrics,
          new BootClock(NOON, () -> 0));

  @Test
  void sample_becomesAFlowInTheRing() {
    pipeline.sample(3, 5, DROP, 0, DROP.length);

    assertThat(kept())
        .singleElement()
        .isInstanceOfSatisfying(
            Flow.class,
            flow -> {
              assertThat(flow.verdict()).isEqualTo(Verdict.DROPPED);
              assertThat(flow.cpu()).isEqualTo(3);
              assertThat(flow.timeNanos())
                  .isEqualTo(
                      Instant.parse("2026-01-15T12:00:00Z").getEpochSecond() * 1_000_000_000L + 5);
            });
  }

  @Test
  void sample_thatIsNoEvent_isCountedAndNotKept() {
    pipeline.sample(0, 5, new byte[] {99, 0, 0}, 0, 3);

    assertThat(kept()).isEmpty();
    assertThat(parser.refusals().count(Refusal.UNKNOWN_TYPE)).isOne();
  }

  @Test
  void losses_standInTheRingAndInTheCounters() {
    pipeline.lost(1, 5, LossSource.KERNEL_RING, 40);
    pipeline.lost(1, 5, LossSource.READER_QUEUE, 2);

    assertThat(kept())
        .extracting(event -> ((LostEvents) event).source(), event -> ((LostEvents) event).count())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(LostEvents.Source.PERF_EVENT_RING_BUFFER, 40L),
            org.assertj.core.groups.Tuple.tuple(LostEvents.Source.OBSERVER_EVENTS_QUEUE, 2L));
    assertThat(metrics.lostSoFar()).isEqualTo(42);
  }

  @Test
  void news_beyondTheBound_isCountedAsLost() {
    AgentEvent news = new AgentEvent(7, TestFlows.NODE, new AgentEvent.AgentStarted(7));
    for (int i = 0; i < 5000; i++) {
      pipeline.tell(news);
    }
    pipeline.batchDone();

    List<Event> kept = kept();
    assertThat(kept).filteredOn(AgentEvent.class::isInstance).hasSize(4096);
    assertThat(kept)
        .filteredOn(LostEvents.class::isInstance)
        .extracting(event -> ((LostEvents) event).count())
        .containsExactly(904L);
    assertThat(metrics.lostSoFar()).isEqualTo(904);
  }

  @Test
  void stages_accountForAllThatCame() {
    pipeline.stages().readFrom(() -> List.of(new RingCounters(3, 4, 0, 2, 40, 2, 1, false)));
    pipeline.sample(3, 5, DROP, 0, DROP.length);
    pipeline.sample(3, 6, new byte[] {99, 0, 0}, 0, 3);
    pipeline.lost(3, 7, LossSource.KERNEL_RING, 40);
    pipeline.lost(3, 7, LossSource.READER_QUEUE, 2);
    pipeline.keep(TestFlows.requestAt(8));
    pipeline.tell(new AgentEvent(7, TestFlows.NODE, new AgentEvent.AgentStarted(7)));
    pipeline.batchDone();
    pipeline.count();

    assertThat(pipeline.stages().get())
        .extracting(
            StageCounts::stage,
            StageCounts::cpu,
            StageCounts::in,
            StageCounts::out,
            StageCounts::lost)
        .containsExactly(
            tuple(LossStage.KERNEL_RING, 3, 45L, 4L, 41L),
            tuple(LossStage.READER_QUEUE, 3, 4L, 2L, 2L),
            tuple(LossStage.READER_QUEUE, LostEvents.NO_CPU, 1L, 1L, 0L),
            tuple(LossStage.DECODING, LostEvents.NO_CPU, 2L, 1L, 1L),
            tuple(LossStage.MEMORY_RING, LostEvents.NO_CPU, 5L, 5L, 0L));
  }

  /** What a fault of ours keeps from the memory is missed there, and nowhere else. */
  @Test
  void stages_showWhatWentPastThePipeline() {
    ring.append(TestFlows.requestAt(8));
    pipeline.count();

    assertThat(pipeline.stages().get())
        .filteredOn(counts -> counts.in() != counts.out() + counts.lost())
        .extracting(StageCounts::stage, StageCounts::in, StageCounts::out)
        .containsExactly(tuple(LossStage.MEMORY_RING, 0L, 1L));
  }

  private List<Event> kept() {
    List<Event> events = new ArrayList<>();
    try (Answer answer = ring.query(Query.all(_ -> true))) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        events.add(event);
      }
    }
    return events;
  }
}
