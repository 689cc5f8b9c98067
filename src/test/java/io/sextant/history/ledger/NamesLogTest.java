package io.sextant.history.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamesLogTest {
  @TempDir Path folder;

  @Test
  void fact_holdsFromItsTimeUntilAnotherTakesItsPlace() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.IDENTITY, "7", "[\"app=a\"]", 100);
      names.put(FactKind.IDENTITY, "7", "[\"app=b\"]", 200);
      names.remove(FactKind.IDENTITY, "7", 300);
      assertThat(names.at(FactKind.IDENTITY, "7", 99)).isEmpty();
      assertThat(names.at(FactKind.IDENTITY, "7", 100)).map(Fact::value).contains("[\"app=a\"]");
      assertThat(names.at(FactKind.IDENTITY, "7", 199)).map(Fact::value).contains("[\"app=a\"]");
      assertThat(names.at(FactKind.IDENTITY, "7", 200)).map(Fact::value).contains("[\"app=b\"]");
      assertThat(names.at(FactKind.IDENTITY, "7", 300)).isEmpty();
      assertThat(names.at(FactKind.ADDRESS, "7", 200)).isEmpty();
    }
  }

  @Test
  void factThatHolds_goesOnAfterARestart() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.ADDRESS, "10.0.0.1/32", "{\"identity\":7}", 100);
    }
    try (NamesLog names = NamesLog.open(folder)) {
      assertThat(names.put(FactKind.ADDRESS, "10.0.0.1/32", "{\"identity\":7}", 500)).isFalse();
      assertThat(names.history(FactKind.ADDRESS, "10.0.0.1/32"))
          .containsExactly(
              new Fact(FactKind.ADDRESS, "10.0.0.1/32", "{\"identity\":7}", 100, Fact.STILL));
    }
  }

  @Test
  void whatIsKnown_isNotWrittenAgain() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.POLICY, "p", "{}", 100);
      names.sync();
      long bytes = names.bytes();
      for (int i = 0; i < 1_000; i++) {
        assertThat(names.put(FactKind.POLICY, "p", "{}", 200 + i)).isFalse();
        assertThat(names.remove(FactKind.POLICY, "q", 200 + i)).isFalse();
      }
      names.sync();
      assertThat(names.bytes()).isEqualTo(bytes);
    }
  }

  /** What a list of facts without any index would say; times of a key never go back. */
  private static final class Model {
    private final List<Fact> facts = new ArrayList<>();

    void put(FactKind kind, String key, @Nullable String value, long time) {
      Fact last = null;
      for (Fact fact : facts) {
        last = fact.kind() == kind && fact.key().equals(key) ? fact : last;
      }
      if (last != null && last.isOpen() && last.value().equals(value)) {
        return;
      }
      long from = time;
      if (last != null) {
        long end = last.isOpen() ? Math.max(time, last.fromNanos()) : last.toNanos();
        facts.remove(last);
        if (end > last.fromNanos()) {
          facts.add(new Fact(kind, key, last.value(), last.fromNanos(), end));
        }
        from = Math.max(time, end);
      }
      if (value != null) {
        facts.add(new Fact(kind, key, value, from, Fact.STILL));
      }
    }
  }

  @RepeatedTest(5)
  void answers_areThoseOfAPlainList(RepetitionInfo repetition) throws IOException {
    long seed = repetition.getCurrentRepetition() * 6_700_417L;
    Random random = new Random(seed);
    Model model = new Model();
    NamesLog names = NamesLog.open(folder);
    long time = 1_000;
    for (int i = 0; i < 2_000; i++) {
      time += random.nextInt(4);
      FactKind kind = FactKind.values()[random.nextInt(FactKind.values().length)];
      String key = "key" + random.nextInt(6);
      String value = "v" + random.nextInt(3);
      if (random.nextInt(4) == 0) {
        names.remove(kind, key, time);
        model.put(kind, key, null, time);
      } else {
        names.put(kind, key, value, time);
        model.put(kind, key, value, time);
      }
      if (random.nextInt(300) == 0) {
        names.close();
        names = NamesLog.open(folder);
      }
      if (random.nextInt(500) == 0) {
        long before = time - 200;
        names.forget(before);
        model.facts.removeIf(fact -> fact.toNanos() <= before);
      }
    }
    names.close();
    try (NamesLog reopened = NamesLog.open(folder)) {
      assertSame(reopened, model, random, time, seed);
    }
  }

  private static void assertSame(NamesLog names, Model model, Random random, long end, long seed) {
    for (int i = 0; i < 300; i++) {
      FactKind kind = FactKind.values()[random.nextInt(FactKind.values().length)];
      String key = "key" + random.nextInt(6);
      long since = random.nextLong(900, end + 100);
      long until = random.nextLong(900, end + 100);
      assertThat(names.at(kind, key, since))
          .as("seed %d, %s %s at %d", seed, kind, key, since)
          .isEqualTo(one(model, kind, key, since));
      assertThat(names.all(kind, since))
          .as("seed %d, %s at %d", seed, kind, since)
          .containsExactlyInAnyOrderElementsOf(
              model.facts.stream()
                  .filter(fact -> fact.kind() == kind && fact.heldAt(since))
                  .toList());
      assertThat(names.between(kind, since, until))
          .as("seed %d, %s from %d to %d", seed, kind, since, until)
          .isSortedAccordingTo(Comparator.comparingLong(Fact::fromNanos))
          .containsExactlyInAnyOrderElementsOf(
              model.facts.stream()
                  .filter(fact -> fact.kind() == kind && fact.heldDuring(since, until))
                  .toList());
    }
  }

  private static Optional<Fact> one(Model model, FactKind kind, String key, long time) {
    return model.facts.stream()
        .filter(fact -> fact.kind() == kind && fact.key().equals(key) && fact.heldAt(time))
        .findFirst();
  }

  @Test
  void fileCutAnywhere_holdsWhatWasSyncedBefore() throws IOException {
    List<Long> lengths = new ArrayList<>();
    try (NamesLog names = NamesLog.open(folder)) {
      lengths.add(names.bytes());
      for (int i = 0; i < 8; i++) {
        names.put(FactKind.ENDPOINT, "7", "{\"pod\":\"p" + i + "\"}", 100 + i);
        names.sync();
        lengths.add(names.bytes());
      }
    }
    byte[] whole = Files.readAllBytes(folder.resolve(NamesLog.FILE));
    for (int length = 0; length <= whole.length; length++) {
      int cut = length;
      Path copy = Files.createDirectory(folder.resolve("cut-" + length));
      Files.write(copy.resolve(NamesLog.FILE), Arrays.copyOf(whole, length));
      int durable = Math.max(0, (int) lengths.stream().filter(l -> l <= cut).count() - 1);
      try (NamesLog names = NamesLog.open(copy)) {
        assertThat(names.history(FactKind.ENDPOINT, "7")).as("cut at %d", cut).hasSize(durable);
        assertThat(names.at(FactKind.ENDPOINT, "7", 1_000))
            .as("cut at %d", cut)
            .map(Fact::value)
            .isEqualTo(
                durable == 0
                    ? Optional.empty()
                    : Optional.of("{\"pod\":\"p" + (durable - 1) + "\"}"));
        names.put(FactKind.ENDPOINT, "7", "later", 2_000);
      }
      try (NamesLog names = NamesLog.open(copy)) {
        assertThat(names.history(FactKind.ENDPOINT, "7")).hasSize(durable + 1);
      }
    }
  }

  @Test
  void damageInside_setsTheFileAsideAndGoesOn() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      for (int i = 0; i < 3; i++) {
        names.put(FactKind.IDENTITY, "key" + i, "value" + i, 100);
      }
    }
    Path file = folder.resolve(NamesLog.FILE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
    try (NamesLog names = NamesLog.open(folder)) {
      assertThat(names.all(FactKind.IDENTITY, 200))
          .extracting(Fact::key)
          .containsExactly("key1", "key2");
      assertThat(names.check().message()).contains("names.log is damaged", "bad-names-1.log");
    }
    assertThat(Files.readAllBytes(folder.resolve("bad-names-1.log"))).isEqualTo(bytes);
  }

  @Test
  void logOfSomethingElse_isSetAside() throws IOException {
    Path file = folder.resolve(NamesLog.FILE);
    Files.writeString(file, "this was never a log of ours, whoever put it here");
    try (NamesLog names = NamesLog.open(folder)) {
      assertThat(names.check().skippedBytes()).isEqualTo(49);
    }
    assertThat(folder.resolve("bad-names-1.log"))
        .hasContent("this was never a log of ours, whoever put it here");
  }

  @Test
  void otherVersion_isRefusedNamingBoth() throws IOException {
    Files.write(
        folder.resolve(NamesLog.FILE),
        TestLedger.bytes(new FrameFormat("sx-names", 7).file(List.of())));
    assertThatThrownBy(() -> NamesLog.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("names.log has format 7, this program reads and writes format 1");
  }

  @Test
  void tooMuchThatEnded_isForgottenOldestFirstAndCounted() throws IOException {
    try (NamesLog names = NamesLog.open(folder, 100)) {
      for (int i = 0; i <= 150; i++) {
        names.put(FactKind.ADDRESS, "10.0.0.1/32", "v" + i, 1_000 + i);
      }
      names.sync();
      assertThat(names.forgotten()).isEqualTo(60);
      assertThat(names.history(FactKind.ADDRESS, "10.0.0.1/32")).hasSize(91);
      assertThat(names.at(FactKind.ADDRESS, "10.0.0.1/32", 1_060)).isPresent();
      assertThat(names.at(FactKind.ADDRESS, "10.0.0.1/32", 1_059)).isEmpty();
    }
  }

  @Test
  void textThatIsTooLong_isRefusedNamingIt() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      assertThatThrownBy(() -> names.put(FactKind.POLICY, "p", "x".repeat((1 << 20) + 1), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("value of p has 1048577 characters: at most 1048576 are possible");
      assertThatThrownBy(() -> names.remove(FactKind.POLICY, "k".repeat(5_000), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("key has 5000 characters: at most 4096 are possible");
    }
  }

  /** The forbidden outcome: a moment at which nothing holds, between two facts. */
  @Test
  void readersBesideWriters_alwaysFindOneFact() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    try (NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.IDENTITY, "7", "v", 0);
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!done.get()) {
                    assertThat(names.at(FactKind.IDENTITY, "7", Long.MAX_VALUE - 1)).isPresent();
                    names.sync();
                  }
                } catch (IOException | RuntimeException | AssertionError e) {
                  failures.add(e);
                }
              });
      for (int i = 1; i <= 20_000; i++) {
        names.put(FactKind.IDENTITY, "7", "v" + i, i);
      }
      done.set(true);
      reader.join();
    }
    assertThat(failures).isEmpty();
    try (NamesLog names = NamesLog.open(folder)) {
      assertThat(names.history(FactKind.IDENTITY, "7")).hasSize(20_001);
    }
  }
}
