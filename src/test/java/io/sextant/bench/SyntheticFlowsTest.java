package io.sextant.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowEquality;
import io.sextant.flow.FlowId;
import io.sextant.flow.FlowType;
import io.sextant.flow.Orientation;
import io.sextant.flow.Reply;
import io.sextant.flow.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class SyntheticFlowsTest {
  private static final int COUNT = 50_000;

  private final List<Flow> flows = flows(3);

  @Test
  void flows_haveTheSharesThatAreSaid() {
    assertThat(percent(flow -> flow.verdict() == Verdict.DROPPED)).isCloseTo(5, within(0.5));
    assertThat(percent(flow -> flow.type() == FlowType.L7)).isCloseTo(14, within(0.7));
    assertThat(percent(flow -> flow.reply() == Reply.YES)).isCloseTo(47.5, within(1.0));
    assertThat(percent(flow -> !flow.extras().traceId().isEmpty())).isCloseTo(0.9, within(0.2));
    assertThat(flows.stream().filter(flow -> flow.source().podName().isEmpty()).count())
        .isPositive();
  }

  @Test
  void times_riseAtTheRate() {
    long last = 0;
    for (Flow flow : flows) {
      assertThat(flow.timeNanos()).isGreaterThan(last);
      last = flow.timeNanos();
    }
    assertThat((last - flows.getFirst().timeNanos()) / 1e9).isCloseTo(COUNT / 1000.0, within(2.0));
  }

  @Test
  void ids_areOurs() {
    assertThat(flows)
        .allMatch(flow -> FlowId.isOurs(flow.uuidHigh(), flow.uuidLow()))
        .extracting(flow -> FlowId.counter(flow.uuidLow()))
        .startsWith(0L, 1L, 2L);
  }

  @Test
  void sameSeed_givesTheSame() {
    List<Flow> again = flows(3);
    for (int i = 0; i < 1000; i++) {
      FlowEquality.assertSame(again.get(i), flows.get(i), "flow " + i);
    }
    assertThat(flows(4).getFirst().uuidHigh()).isNotEqualTo(flows.getFirst().uuidHigh());
  }

  /** What is told apart of a flow in a map; what was measured elsewhere had 22,000 of them. */
  private record Group(int client, int server, int port, Verdict verdict, Reply reply) {
    static Group of(Flow flow) {
      boolean answer = flow.reply() == Reply.YES;
      return new Group(
          (answer ? flow.destination() : flow.source()).identity(),
          (answer ? flow.source() : flow.destination()).identity(),
          Orientation.serverPort(flow),
          flow.verdict(),
          flow.reply());
    }
  }

  @Test
  void groups_areAsManyAsInARealCluster() {
    SyntheticFlows source = new SyntheticFlows(5, 1000);
    Set<Group> groups = new HashSet<>();
    for (int i = 0; i < 4_000_000; i++) {
      groups.add(Group.of(source.next()));
    }
    assertThat(groups.size()).as("groups").isBetween(21_000, 23_000);
  }

  private static List<Flow> flows(long seed) {
    SyntheticFlows source = new SyntheticFlows(seed, 1000);
    return IntStream.range(0, COUNT).mapToObj(_ -> source.next()).toList();
  }

  private double percent(Predicate<Flow> which) {
    return 100.0 * flows.stream().filter(which).count() / COUNT;
  }
}
