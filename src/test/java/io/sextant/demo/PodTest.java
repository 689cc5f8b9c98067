package io.sextant.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pod's tasks, in a network namespace of the test's own. */
@Tag("kernel")
class PodTest {
  private static final String NAMESPACE = "sxw-pod-" + ProcessHandle.current().pid();

  private final Logger logger = Logger.getLogger(Pod.class.getName());
  private final BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
  private final Handler handler = new Listener();
  private Thread.@Nullable UncaughtExceptionHandler before;

  @BeforeEach
  void listen() throws Exception {
    IpRoute.batch(List.of("netns add " + NAMESPACE));
    logger.addHandler(handler);
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (_, e) -> logged.add(new LogRecord(java.util.logging.Level.SEVERE, "uncaught " + e)));
  }

  @AfterEach
  void stopListening() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(before);
    logger.removeHandler(handler);
    IpRoute.batch(List.of("netns delete " + NAMESPACE));
  }

  @Test
  void run_taskThrowsTheUnexpected_isOneLineInTheLog() throws Exception {
    try (Pod pod = Pod.start("cart-1", NAMESPACE)) {
      pod.run(() -> {
        throw new IllegalStateException("no such shelf");
      });
      LogRecord line = logged.poll(10, TimeUnit.SECONDS);
      assertThat(line).isNotNull();
      assertThat(new SimpleFormatter().formatMessage(line))
          .isEqualTo(
              "something that cart-1 did ended: java.lang.IllegalStateException: no such shelf");
      assertThat(line.getThrown()).isNull();
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void run_taskFailsBecauseThePodCloses_isNotTold() throws Exception {
    CountDownLatch asleep = new CountDownLatch(1);
    try (Pod pod = Pod.start("cart-1", NAMESPACE)) {
      pod.run(() -> {
        try {
          asleep.countDown();
          Thread.sleep(60_000);
        } finally {
          fail();
        }
      });
      assertThat(asleep.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(logged).isEmpty();
  }

  private static void fail() {
    throw new IllegalStateException("closed under the task");
  }

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord line) {
      logged.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
