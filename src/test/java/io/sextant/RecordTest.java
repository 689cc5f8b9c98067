package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.cli.SextantCommand;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.recording.RecordingEntry;
import io.sextant.recording.RecordingReader;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running server is recorded while samples come as fast as it takes them. Each sample carries its
 * CPU's next number, so what is missing shows as a gap.
 */
@Timeout(120)
class RecordTest {
  private static final int CPUS = 2;
  private static final int LENGTH = 200;
  private static final int NUMBER = 8;

  /** More than every buffer on the way to a reader that does not read. */
  private static final long TOO_MUCH = 200L << 20;

  @TempDir private Path directory;

  private final AtomicLong fed = new AtomicLong();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
            new LiveCluster(ClusterState.builder().nodeName("busy").build()),
            Map.of(
                "sextant.node", "busy",
                "sextant.http.port", 0,
                "sextant.grpc.port", 0,
                "sextant.metrics.port", 0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void command_recordsARunningServer() throws IOException {
    server.follow(this::feed);
    Path file = directory.resolve("busy.sxr");
    String address = "localhost:" + server.httpPort();
    int code =
        SextantCommand.ofProcess()
            .execute("record", file.toString(), "--seconds", "1", "--server-http", address);
    assertThat(code).isZero();
    try (RecordingReader reader = RecordingReader.open(file)) {
      assertThat(reader.header().nodeName()).isEqualTo("busy");
      Totals totals = check(reader);
      assertThat(totals.samples).isGreaterThan(1_000);
      assertThat(totals.clusters).isPositive();
    }
  }

  @Test
  void slowReader_findsItsLossesWhereTheyAre() throws Exception {
    server.follow(this::feed);
    HttpResponse<InputStream> response = ask("seconds=60");
    assertThat(response.statusCode()).isEqualTo(200);
    awaitFed(fed.get() + TOO_MUCH / LENGTH);
    server.close();
    Totals totals = new Totals();
    try (RecordingReader reader = RecordingReader.open("test", response.body())) {
      check(reader, totals);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(cut off|closed|reset).*");
    }
    assertThat(totals.samples).isGreaterThan(1_000);
    System.out.println("record: " + totals.samples + " samples, " + totals.lost + " lost");
  }

  @Test
  void slowReader_thatGoesOn_isToldHowManyItLost() throws Exception {
    server.follow(this::feed);
    HttpResponse<InputStream> response = ask("seconds=4");
    awaitFed(fed.get() + TOO_MUCH / LENGTH);
    try (RecordingReader reader = RecordingReader.open("test", response.body())) {
      Totals totals = check(reader);
      assertThat(totals.lost).isPositive();
      assertThat(totals.samples).isGreaterThan(1_000);
      System.out.println("record: " + totals.samples + " samples, " + totals.lost + " lost");
    }
  }

  @Test
  void otherParameters_areRefused() throws Exception {
    assertThat(ask("seconds=-1").statusCode()).isEqualTo(400);
    assertThat(ask("namespace=shop").statusCode()).isEqualTo(400);
  }

  private HttpResponse<InputStream> ask(String query) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + server.httpPort() + "/api/v1/recording?" + query);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private void awaitFed(long number) {
    while (fed.get() < number) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Incompressible samples of no known type, which the pipeline refuses at once. */
  private void feed(SampleConsumer samples, Runnable batchDone) {
    byte[] noise = new byte[1 << 16];
    new Random(20_261_124).nextBytes(noise);
    long[] next = new long[CPUS];
    byte[] sample = new byte[LENGTH];
    ByteBuffer fields = ByteBuffer.wrap(sample);
    for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
      System.arraycopy(noise, n * 7 & 0x7fff, sample, 0, LENGTH);
      int cpu = n % CPUS;
      fields.put(0, (byte) 99).putLong(NUMBER, next[cpu]++);
      samples.sample(cpu, System.nanoTime(), sample, 0, LENGTH);
      fed.lazySet(fed.getPlain() + 1);
      if (n % Feed.BATCH == 0) {
        batchDone.run();
      }
    }
  }

  private static Totals check(RecordingReader reader) throws IOException {
    Totals totals = new Totals();
    check(reader, totals);
    return totals;
  }

  /** Every gap in the numbers of a CPU is exactly what a loss in front of it says. */
  private static void check(RecordingReader reader, Totals totals) throws IOException {
    long[] next = {-1, -1};
    long[] missing = new long[CPUS];
    for (RecordingEntry entry = reader.next(); entry != null; entry = reader.next()) {
      switch (entry) {
        case RecordingEntry.Cluster _ -> totals.clusters++;
        case RecordingEntry.Loss loss -> {
          assertThat(loss.source()).isEqualTo(LossSource.READER_QUEUE);
          missing[loss.cpu()] += loss.count();
          totals.lost += loss.count();
        }
        case RecordingEntry.Sample sample -> {
          totals.samples++;
          long number = ByteBuffer.wrap(sample.bytes()).getLong(NUMBER);
          int cpu = sample.cpu();
          if (next[cpu] >= 0 && number != next[cpu] + missing[cpu]) {
            throw new AssertionError(
                "CPU %d: %d after %d and a loss of %d"
                    .formatted(cpu, number, next[cpu] - 1, missing[cpu]));
          }
          next[cpu] = number + 1;
          missing[cpu] = 0;
        }
      }
    }
  }

  private static final class Totals {
    private long samples;
    private long lost;
    private long clusters;
  }
}
