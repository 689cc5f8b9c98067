package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.AgentEvent;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo on the real kernel, under names of its own. */
@Tag("kernel")
class DemoTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DROP = 1;
  private static final int TRACE = 4;
  private static final int VERDICT = 5;

  @TempDir private Path run;

  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  private final List<AgentEvent> news = new CopyOnWriteArrayList<>();
  private final AtomicLongArray counts = new AtomicLongArray(256);

  private final SampleConsumer counter =
      new SampleConsumer() {
        @Override
        public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
          counts.incrementAndGet(buffer[offset] & 0xff);
        }

        @Override
        public void lost(int cpu, long bootNanos, LossSource source, long count) {
          throw new AssertionError("lost " + count + " in " + source);
        }
      };

  @Test
  void open_allowsDeniesAndReports_closeLeavesNothing() throws Exception {
    DemoSettings settings = settings("live");
    try (Demo demo = Demo.start(settings, cluster, news::add)) {
      RingReader reader = RingReader.open(demo.datapath().events(), RingSettings.defaults());
      try (reader) {
        reader.start();
        demo.open();
        Worker checkout = demo.shop().worker(ShopPlan.CHECKOUT);
        assertThat(checkout.ask(ShopPlan.GATEWAY, "POST", "/charge").status()).isEqualTo(200);
        Worker reviews = demo.shop().worker(ShopPlan.REVIEWS);
        assertThatThrownBy(() -> reviews.dial(ShopPlan.LEDGER_DB, Duration.ofMillis(500)))
            .isInstanceOf(SocketTimeoutException.class);
        await(
            "events of all kinds",
            () -> {
              reader.drainTo(counter, 10_000);
              return counts.get(DROP) > 5 && counts.get(TRACE) > 100 && counts.get(VERDICT) > 20;
            });
      }
      assertThat(news).hasSizeGreaterThan(2 * demo.shop().pods().size());
      assertThat(leftovers(settings)).isNotEmpty();
    }
    assertThat(leftovers(settings)).isEmpty();
  }

  @Test
  void start_whileAnotherRuns_isRefusedInOneLine() throws Exception {
    DemoSettings settings = settings("twice");
    Demo first = Demo.start(settings, cluster, news::add);
    try (first) {
      assertThatThrownBy(() -> Demo.start(settings, cluster, news::add))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "another demo runs (it holds %s): stop it first, or add --replay"
                  .formatted(settings.runDirectory().resolve(settings.prefix())));
      assertThat(leftovers(settings)).isNotEmpty();
    }
    assertThat(leftovers(settings)).isEmpty();
  }

  @Test
  void start_failsAndCleaningUpToo_throwsTheFirstCause() {
    DemoSettings settings = settings("cause");
    Path stray = settings.runDirectory().resolve(settings.prefix()).resolve("stray");
    Throwable thrown =
        catchThrowable(() ->
            Demo.start(
                settings,
                cluster,
                _ -> {
                  assertThat(stray.toFile().mkdir()).isTrue();
                  throw new IllegalStateException("no ear for news");
                }));
    assertThat(thrown).hasMessage("no ear for news");
    assertThat(thrown.getSuppressed())
        .singleElement()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("may have left something behind");
  }

  @Test
  void start_afterAnotherWasKilled_cleansUp() throws Exception {
    DemoSettings settings = settings("killed");
    Process child = DemoProcess.start(settings);
    try {
      assertThat(child.inputReader().readLine()).isEqualTo(DemoProcess.RUNNING);
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(leftovers(settings)).hasSizeGreaterThan(10);
    Demo.start(settings, cluster, news::add).close();
    assertThat(leftovers(settings)).isEmpty();
  }

  @Test
  void terminate_aRunningDemo_leavesNothing() throws Exception {
    DemoSettings settings = settings("terminated");
    Process child = DemoProcess.start(settings);
    try {
      assertThat(child.inputReader().readLine()).isEqualTo(DemoProcess.RUNNING);
      child.destroy();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    assertThat(leftovers(settings)).isEmpty();
  }

  private DemoSettings settings(String name) {
    DemoSettings defaults = DemoSettings.defaults();
    return new DemoSettings(
        "sxo-" + name + "-" + ProcessHandle.current().pid(),
        defaults.nodeName(),
        defaults.clusterName(),
        1,
        run.resolve("sextant"));
  }

  /** Everything on the machine that bears the demo's name. */
  private static List<String> leftovers(DemoSettings settings) throws IOException {
    List<String> found = new java.util.ArrayList<>();
    if (Files.exists(settings.runDirectory())) {
      found.add(settings.runDirectory().toString());
    }
    Path netns = Path.of("/run/netns");
    if (Files.exists(netns)) {
      try (Stream<Path> files = Files.list(netns)) {
        files.map(Path::toString).filter(p -> p.contains(settings.prefix())).forEach(found::add);
      }
    }
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      mounts.filter(line -> line.contains(settings.prefix())).forEach(found::add);
    }
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("frontend-") || name.equals("agent"))
        .forEach(found::add);
    return found;
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE + " for " + what);
      }
      Thread.sleep(10);
    }
  }
}
