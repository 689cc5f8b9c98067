package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Observers in processes of their own, one of which is killed and started again. */
@Timeout(180)
class RelayProcessesTest {
  private static final int RATE = 500;

  /** Of machines that are busy with other things: an observer may pause for so long. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final List<ObserverProcess> observers = new ArrayList<>();

  @AfterEach
  void stop() {
    observers.forEach(ObserverProcess::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void killedObserver_costsItsOwnFlowsOnly_andTheGapIsSaid(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      observers.add(ObserverProcess.start("node-" + i, 1, 0, RATE));
    }
    ObserverProcess victim = observers.getFirst();
    Peer[] peers = observers.stream().map(ObserverProcess::asPeer).toArray(Peer[]::new);
    Timing timing = Timing.DEFAULT;
    try (RelayServer relay =
        new RelayServer(
            new Timing(
                timing.answerHold(),
                PAUSE,
                timing.silence(),
                timing.errorWindow(),
                Duration.ofSeconds(1)),
            peers)) {
      Heard heard = relay.follow(GetFlowsRequest.newBuilder().setFollow(true).build());
      heard.await("flows of all", h -> observers.stream().allMatch(o -> seen(h, o) > RATE));

      victim.kill();
      assertThat(heard.awaitStatus(NodeState.NODE_UNAVAILABLE).getNodeNamesList())
          .containsExactly(victim.name);
      awaitMore(heard, observers.getLast());

      ObserverProcess again = ObserverProcess.start(victim.name, 2, victim.port, RATE);
      observers.add(again);
      awaitMore(heard, again);
      awaitMore(heard, observers.get(1));
      heard.awaitStatus(NodeState.NODE_ERROR);
      heard.cancel();

      assertThat(heard.awaitStatus(NodeState.NODE_ERROR))
          .satisfies(gap -> assertThat(gap.getNodeNamesList()).containsExactly(victim.name))
          .satisfies(gap ->
              assertThat(gap.getMessage()).matches("flows between \\S+ and \\S+ may be missing.*"));
      assertThat(heard.statuses(NodeState.NODE_CONNECTED).getLast().getNodeNamesList())
          .containsExactly(victim.name);
      assertThat(heard.all()).noneMatch(GetFlowsResponse::hasLostEvents);
      for (ObserverProcess observer : observers) {
        assertEachOnce(heard, observer);
      }
      assertThat(numbers(heard, again).getFirst()).isZero();
      assertThat(timesWithout(heard, victim.name)).isSorted();
    }
  }

  private static void awaitMore(Heard heard, ObserverProcess observer) {
    long before = seen(heard, observer);
    heard.await("more of " + observer.name, h -> seen(h, observer) > before + RATE / 2);
  }

  private static void assertEachOnce(Heard heard, ObserverProcess observer) {
    List<Long> numbers = numbers(heard, observer);
    assertThat(numbers)
        .as("%s, run %d", observer.name, observer.run)
        .isEqualTo(LongStream.rangeClosed(numbers.getFirst(), numbers.getLast()).boxed().toList());
  }

  private static long seen(Heard heard, ObserverProcess observer) {
    return flows(heard).filter(flow -> isOf(flow, observer)).count();
  }

  /** The flows of a process, in the order they came. */
  private static List<Long> numbers(Heard heard, ObserverProcess observer) {
    return flows(heard)
        .filter(flow -> isOf(flow, observer))
        .map(flow -> UUID.fromString(flow.getUuid()).getLeastSignificantBits())
        .toList();
  }

  private static boolean isOf(Flow flow, ObserverProcess observer) {
    return flow.getNodeName().equals(observer.name)
        && UUID.fromString(flow.getUuid()).getMostSignificantBits() == observer.run;
  }

  private static List<Long> timesWithout(Heard heard, String node) {
    return flows(heard)
        .filter(flow -> !flow.getNodeName().equals(node))
        .map(flow -> flow.getTime().getSeconds() * 1_000_000_000L + flow.getTime().getNanos())
        .toList();
  }

  private static Stream<Flow> flows(Heard heard) {
    return heard.all().stream().filter(GetFlowsResponse::hasFlow).map(GetFlowsResponse::getFlow);
  }
}
