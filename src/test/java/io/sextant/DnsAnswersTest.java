package io.sextant;

import static io.sextant.decode.TestDns.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.DnsAnswers.Outcome;
import io.sextant.control.ClusterState;
import io.sextant.control.LocalEndpoint;
import io.sextant.decode.TestDns;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import io.sextant.flow.TestFlows;
import io.sextant.metrics.FlowMetrics;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What the pipeline sees of DNS is learnt by others, at their pace. */
class DnsAnswersTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-01-15T12:00:00Z"));
  private static final String SERVER = "10.0.0.53";
  private static final String CART = "10.0.0.2";
  private static final byte[] ANSWER =
      TestDns.answerTo("api.example", A).address("api.example", 60, "192.0.2.1").bytes();

  private final ClusterState cluster =
      ClusterState.EMPTY.withEndpoint(
          LocalEndpoint.of(7, List.of(IpAddress.parse(CART)), 1_000, List.of("k8s:app=cart"))
              .withPod(new PodName("shop", "cart"), "", null));
  private final Pipeline pipeline =
      new Pipeline(
          new EventParser(() -> cluster, ParserOptions.DEFAULTS),
          new Arrival(TestFlows.NODE, FlowIds.seeded(1)),
          TestFlows.NODE,
          new MemoryRing(8191, TestFlows.NODE, NOON),
          new ServiceMap(MapLimits.DEFAULT, NOON),
          new FlowMetrics(new PrometheusRegistry()),
          new BootClock(NOON, () -> 0));
  private final BlockingQueue<String> learnt = new LinkedBlockingQueue<>();

  @Test
  void answer_isLearntForWhoAsked() throws Exception {
    try (DnsAnswers answers = start()) {
      sample(SERVER, CART, ANSWER);
      assertThat(learnt.poll(10, TimeUnit.SECONDS))
          .isEqualTo("shop/cart at 10.0.0.2: api.example is [192.0.2.1] for 60");
      await(() -> answers.count(Outcome.LEARNT) == 1);
    }
  }

  @Test
  void others_areCountedByWhatTheyAre() throws Exception {
    byte[] cut = TestDns.answerTo("a.example", A).withFlags(0x8380).bytes();
    byte[] inPart =
        TestDns.answerTo("a.example", A)
            .withFlags(0x8380)
            .address("a.example", 1, "192.0.2.1")
            .bytes();
    try (DnsAnswers answers = start()) {
      sample(SERVER, "10.0.0.99", ANSWER);
      sample(SERVER, CART, new byte[3]);
      sample(SERVER, CART, TestDns.answerTo("a.example", 65).bytes());
      sample(SERVER, CART, TestDns.answerTo("*.example", A).bytes());
      sample(SERVER, CART, cut);
      sample(SERVER, CART, inPart);
      await(() -> answers.count(Outcome.LEARNT_IN_PART) == 1);
      assertThat(
              List.of(
                  answers.count(Outcome.UNKNOWN_ASKER),
                  answers.count(Outcome.UNREADABLE),
                  answers.count(Outcome.OTHER_QUESTION),
                  answers.count(Outcome.UNUSUAL_NAME),
                  answers.count(Outcome.NO_ADDRESS)))
          .containsOnly(1L);
    }
  }

  @Test
  void whatIsNoAnswerToAnEndpoint_isNoneOfThese() {
    byte[] good = TestDns.sample(TestDns.frame(SERVER, CART, ANSWER));
    try (DnsAnswers answers = start()) {
      changed(good, 1, 3); // to the stack
      changed(good, 26, 0); // a new connection: nobody asked
      changed(good, 0, 1); // dropped
      changed(good, 56 + 14 + 20 + 1, 54); // from another port
      changed(good, 56 + 14 + 9, 6); // TCP
      for (Outcome outcome : Outcome.values()) {
        assertThat(answers.count(outcome)).as("%s", outcome).isZero();
      }
    }
    assertThat(learnt).isEmpty();
  }

  @Test
  void learnerThatIsSlow_costsAnswers_notThePipeline() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    DnsAnswers.Learner slow =
        _ -> {
          busy.countDown();
          await(() -> go.getCount() == 0);
        };
    try (DnsAnswers answers = DnsAnswers.start(slow)) {
      pipeline.giveAnswersTo(answers);
      sample(SERVER, CART, ANSWER);
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < DnsAnswers.MOST_WAITING + 5; i++) {
        sample(SERVER, CART, ANSWER);
      }
      assertThat(answers.count(Outcome.LOST)).isEqualTo(5);
      go.countDown();
      await(() -> answers.count(Outcome.LEARNT) == DnsAnswers.MOST_WAITING + 1);
    }
  }

  @Test
  void learnerThatFails_isCounted_andAskedAgain() throws Exception {
    DnsAnswers.Learner failing =
        _ -> {
          throw new IOException("the agent has ended");
        };
    try (DnsAnswers answers = DnsAnswers.start(failing)) {
      pipeline.giveAnswersTo(answers);
      sample(SERVER, CART, ANSWER);
      sample(SERVER, CART, ANSWER);
      await(() -> answers.count(Outcome.FAILED) == 2);
    }
  }

  private DnsAnswers start() {
    DnsAnswers answers = DnsAnswers.start(news -> news.forEach(each -> learnt.add(text(each))));
    pipeline.giveAnswersTo(answers);
    return answers;
  }

  private static String text(DnsAnswers.Heard heard) {
    return "%s/%s at %s: %s is %s for %d"
        .formatted(
            heard.pod().namespace(),
            heard.pod().name(),
            heard.at(),
            heard.answer().name(),
            heard.answer().addresses(),
            heard.answer().ttlSeconds());
  }

  private void changed(byte[] good, int place, int value) {
    byte[] sample = good.clone();
    sample[place] = (byte) value;
    pipeline.sample(0, 5, sample, 0, sample.length);
  }

  private void sample(String server, String asker, byte[] message) {
    byte[] sample = TestDns.sample(TestDns.frame(server, asker, message));
    pipeline.sample(0, 5, sample, 0, sample.length);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
