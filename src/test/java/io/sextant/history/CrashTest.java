package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition;
import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Node;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a writing process at random instants; {@code -Dcrash.kills=100} for more of them. */
class CrashTest {
  private static final int KILLS = Integer.getInteger("crash.kills", 10);
  private static final long SEED = Long.getLong("crash.seed", 5);
  private static final int LONGEST_LIFE_MILLIS = 600;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void killedWriter_keepsWhatItAcknowledged_inOrderAndOnce(int threads)
      throws IOException, InterruptedException {
    Random random = new Random(SEED + threads);
    long acknowledged = -1;
    for (int kill = 0; kill < (KILLS + 1) / 2; kill++) {
      acknowledged = Math.max(acknowledged, runAndKill(threads, random));
      List<Long> found = read(threads);
      assertThat(found.size())
          .as("seed %d, kill %d: acknowledged up to %d", SEED, kill, acknowledged)
          .isGreaterThan((int) acknowledged);
      assertThat(found).isEqualTo(LongStream.range(0, found.size()).boxed().toList());
      assertSumsAreThoseOfTheFlows(threads, found.size());
    }
    assertThat(acknowledged).as("the writer got somewhere").isPositive();
  }

  private List<Long> read(int threads) throws IOException {
    try (History history =
        History.open(
            TestHistories.settings(temp.resolve("history"), threads, 100_000), Clock.systemUTC())) {
      assertThat(history.status().setAside()).isZero();
      List<Long> found = NumberedFlows.read(history);
      assertThat(history.nextSequence()).isEqualTo(found.size());
      return found;
    }
  }

  /** Counts that sums answer, and counts that need a look at each flow. */
  private void assertSumsAreThoseOfTheFlows(int threads, long flows) throws IOException {
    try (LuceneStore store =
        LuceneStore.open(
            TestHistories.settings(temp.resolve("history"), threads, 100_000),
            1_023,
            Node.named("test"),
            Clock.systemUTC())) {
      Groups summed = store.aggregate(byVerdict(Condition.EVERYTHING));
      Groups scanned = store.aggregate(byVerdict(Verdicts.ANY));
      assertThat(summed.total().flows()).isEqualTo(flows);
      assertThat(summed.rows())
          .extracting(row -> row.keys() + " " + row.sums().flows())
          .isEqualTo(
              scanned.rows().stream().map(row -> row.keys() + " " + row.sums().flows()).toList());
    }
  }

  private static Aggregation byVerdict(Predicate<Event> wanted) {
    return new Aggregation(
        Long.MIN_VALUE, Long.MAX_VALUE, wanted, List.of(GroupField.VERDICT), 0, 10_000);
  }

  /** Gives what was acknowledged before the end. */
  private long runAndKill(int threads, Random random) throws IOException, InterruptedException {
    Path out = temp.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CrashMain.class.getName(),
                temp.resolve("history").toString(),
                Integer.toString(threads))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (Files.size(out) == 0) {
        assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("it ended by itself").isFalse();
      }
      int life = 1 + random.nextInt(LONGEST_LIFE_MILLIS);
      assertThat(process.waitFor(life, TimeUnit.MILLISECONDS)).as("it ended by itself").isFalse();
    } finally {
      process.destroyForcibly().waitFor();
    }
    return acknowledged(Files.readAllLines(out));
  }

  /** A number cut off by the kill is a smaller one, which was acknowledged too. */
  private static long acknowledged(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches("ack [0-9]+"))
        .mapToLong(line -> Long.parseLong(line.substring("ack ".length())))
        .max()
        .orElse(-1);
  }
}
