package io.sextant.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition;
import io.sextant.filter.Pods;
import io.sextant.filter.RandomConditions;
import io.sextant.filter.Side;
import io.sextant.filter.Verdicts;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows are passed over by what was decided for their endpoints before; never one too many. */
class SieveTest {
  private static final Node NODE = Node.named("n1");
  private static final int EVENTS = 20_000;
  private static final Condition FROM_FRONTEND = Pods.parse(Side.SOURCE, List.of("shop/frontend"));
  private static final Condition DROPPED = Verdicts.of(List.of(Verdict.DROPPED.ordinal()));

  private final MemoryRing ring = new MemoryRing(65_535, NODE, InstantSource.system());

  /** Few endpoints, that come again and again; more than a reader remembers; more than a ring. */
  @ParameterizedTest
  @CsvSource({"50, 1", "2000, 2", "20000, 3"})
  void answers_areThoseOfAScan(int different, int seed) {
    List<Event> events = fill(different, seed);
    RandomConditions conditions = new RandomConditions(seed);
    int sieved = 0;
    for (int i = 0; i < 300; i++) {
      Condition wanted = conditions.next();
      sieved += Sieve.of(wanted) == null ? 0 : 1;
      List<Event> expected = events.stream().filter(wanted).toList();
      assertThat(answer(Query.all(wanted))).as("%s", wanted).isEqualTo(expected);
      int last = 1 + i % 40;
      assertThat(answer(Query.last(last, wanted)))
          .as("last %d of %s", last, wanted)
          .isEqualTo(expected.subList(Math.max(0, expected.size() - last), expected.size()));
    }
    assertThat(sieved).isGreaterThan(30);
  }

  /**
   * It is told other flows under the same numbers: an answer of before shows that none was asked.
   */
  @Test
  void anEndpoint_isAskedForOnce() {
    Sieve sieve = requireNonNull(Sieve.of(Condition.all(List.of(DROPPED, FROM_FRONTEND))));
    assertThat(sieve.passes(Sieve.ends(1, 2), TestFlows.request())).isTrue();
    assertThat(sieve.passes(Sieve.ends(1, 9), TestFlows.drop())).isTrue();
    assertThat(sieve.passes(Sieve.ends(3, 2), TestFlows.drop())).isFalse();
    assertThat(sieve.passes(Sieve.ends(3, 1), TestFlows.request())).isFalse();
  }

  @Test
  void whatIsNotWanted_doesNotPass() {
    long ends = Sieve.ends(1, 2);
    Condition toFrontend = Pods.parse(Side.DESTINATION, List.of("shop/frontend"));
    assertThat(passes(new Condition.Not(FROM_FRONTEND), ends, TestFlows.request())).isFalse();
    assertThat(passes(new Condition.Not(FROM_FRONTEND), ends, TestFlows.drop())).isTrue();
    Condition either = Condition.any(List.of(FROM_FRONTEND, toFrontend));
    assertThat(passes(either, ends, TestFlows.drop())).isFalse();
    assertThat(passes(either, ends, TestFlows.answer())).isTrue();
    assertThat(passes(either, ends, TestFlows.request())).isTrue();
  }

  private static boolean passes(Condition wanted, long ends, Flow flow) {
    Sieve sieve = Sieve.of(wanted);
    return sieve == null || sieve.passes(ends, flow);
  }

  @Test
  void openEnds_alwaysPass() {
    Sieve sieve = requireNonNull(Sieve.of(FROM_FRONTEND));
    assertThat(sieve.passes(Sieve.ends(Endpoint.NO_NUMBER, 7), TestFlows.drop())).isTrue();
    assertThat(sieve.passes(Sieve.ends(7, Endpoint.NO_NUMBER), TestFlows.drop())).isTrue();
    assertThat(sieve.passes(Sieve.OPEN, TestFlows.drop())).isTrue();
  }

  @Test
  void whatEndpointsNeverDecideAgainst_needsNoSieve() {
    assertThat(Sieve.of(DROPPED)).isNull();
    assertThat(Sieve.of(Condition.EVERYTHING)).isNull();
    assertThat(Sieve.of(Flow.class::isInstance)).isNull();
    assertThat(Sieve.of(Condition.any(List.of(DROPPED, FROM_FRONTEND)))).isNull();
    assertThat(Sieve.of(new Condition.Not(Condition.all(List.of(DROPPED, FROM_FRONTEND)))))
        .isNull();
    assertThat(Sieve.of(Condition.all(List.of(DROPPED, FROM_FRONTEND)))).isNotNull();
    assertThat(Sieve.of(new Condition.Not(FROM_FRONTEND))).isNotNull();
  }

  @Test
  void tooManyConditions_areNotRemembered() {
    List<Condition> pairs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pairs.add(
          Condition.all(
              List.of(
                  Pods.parse(Side.SOURCE, List.of("shop/a" + i)),
                  Pods.parse(Side.DESTINATION, List.of("shop/b" + i)))));
    }
    assertThat(Sieve.of(Condition.any(pairs.subList(0, 8)))).isNotNull();
    assertThat(Sieve.of(Condition.any(pairs))).isNull();
  }

  @Test
  void numbers_areOfTheObject() {
    Endpoint twin = TestFlows.FRONTEND.withIdentity(1).withIdentity(TestFlows.FRONTEND.identity());
    assertThat(twin).isEqualTo(TestFlows.FRONTEND).hasSameHashCodeAs(TestFlows.FRONTEND);
    assertThat(twin.number()).isGreaterThan(TestFlows.FRONTEND.number());
    assertThat(Endpoint.UNKNOWN.number()).isNotEqualTo(Endpoint.NO_NUMBER);
  }

  private List<Event> fill(int different, int seed) {
    SmallWorldFlows world = new SmallWorldFlows(seed);
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < different; i++) {
      flows.add(world.next());
    }
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      Event event =
          random.nextInt(50) == 0
              ? new DebugEvent(i, NODE, 1, null, 0, 0, 0, 0, "", 0)
              : flows.get(random.nextInt(different));
      events.add(event);
      ring.append(event);
    }
    return events;
  }

  private List<Event> answer(Query query) {
    List<Event> events = new ArrayList<>();
    try (Answer answer = ring.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        events.add(event);
      }
    }
    return events;
  }
}
