package io.sextant.history.ledger;

import static io.sextant.history.ledger.TestLedger.SECOND;
import static io.sextant.history.ledger.TestLedger.START;
import static io.sextant.history.ledger.TestLedger.lost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file that is cut, changed or not writable costs: no more than it must. */
class DamagedLedgerTest {
  @TempDir Path folder;

  @Test
  void fileCutAnywhere_holdsWhatWasSyncedBefore() throws IOException {
    List<Loss> written = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      lengths.add(ledger.bytes());
      for (int i = 0; i < 8; i++) {
        ledger.append(i, lost(START + i * SECOND, "n" + i, LossStage.KERNEL_RING.source(), i, 9));
        ledger.sync();
        lengths.add(ledger.bytes());
      }
      written.addAll(ledger.losses(0, 100));
    }
    byte[] whole = Files.readAllBytes(folder.resolve(LossLedger.FILE));
    for (int length = 0; length <= whole.length; length++) {
      int cut = length;
      Path copy = Files.createDirectory(folder.resolve("cut-" + length));
      Files.write(copy.resolve(LossLedger.FILE), Arrays.copyOf(whole, length));
      int durable = Math.max(0, (int) lengths.stream().filter(l -> l <= cut).count() - 1);
      try (LossLedger ledger = LossLedger.open(copy, "two", START, 0)) {
        assertThat(ledger.losses(0, 100))
            .as("cut at %d", cut)
            .isEqualTo(written.subList(0, durable));
        ledger.append(50, lost(START, "z", LossStage.KERNEL_RING.source(), 0, 1));
        ledger.sync();
      }
      try (LossLedger ledger = LossLedger.open(copy, "three", START, 0)) {
        assertThat(ledger.losses(0, 100)).as("cut at %d, gone on", cut).hasSize(durable + 1);
        assertThat(ledger.check().cutBytes()).isZero();
      }
    }
  }

  @Test
  void anyByteChanged_costsOneEntryAndInventsNone() throws IOException {
    List<Loss> written;
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (int i = 0; i < 4; i++) {
        ledger.append(i, lost(START + i * SECOND, "n" + i, LossStage.KERNEL_RING.source(), i, 9));
      }
      ledger.sync();
      written = ledger.losses(0, 100);
    }
    byte[] whole = Files.readAllBytes(folder.resolve(LossLedger.FILE));
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      Path copy = Files.createDirectory(folder.resolve("changed-" + at));
      Files.write(copy.resolve(LossLedger.FILE), changed);
      try (LossLedger ledger = LossLedger.open(copy, "two", START, 0)) {
        List<Loss> found = ledger.losses(0, 100);
        assertThat(written).as("byte %d", at).containsAll(found);
        assertThat(found.size()).as("byte %d", at).isGreaterThanOrEqualTo(written.size() - 1);
        assertBadIsKept(copy, ledger.check(), changed);
      }
    }
  }

  private static void assertBadIsKept(Path copy, FileCheck check, byte[] bytes) throws IOException {
    Path aside = copy.resolve("bad-ledger-1.log");
    if (check.skippedBytes() > 0) {
      assertThat(check.message()).contains("ledger.log is damaged", "bad-ledger-1.log");
      assertThat(Files.readAllBytes(aside)).isEqualTo(bytes);
    } else {
      assertThat(check.cutBytes()).isPositive();
      assertThat(aside).doesNotExist();
    }
  }

  @Test
  void otherVersion_isRefusedNamingBoth() throws IOException {
    byte[] later = TestLedger.bytes(new FrameFormat("sxledger", 2).file(List.of()));
    Files.write(folder.resolve(LossLedger.FILE), later);
    assertThatThrownBy(() -> TestLedger.open(folder, "one"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ledger.log has format 2, this program reads and writes format 1");
    assertThat(Files.readAllBytes(folder.resolve(LossLedger.FILE))).isEqualTo(later);
  }

  @Test
  void recordThatIsNone_isRefusedNamingTheFile() throws IOException {
    byte[] wrong = TestLedger.bytes(LedgerRecords.FORMAT.file(List.of(new byte[] {99})));
    Files.write(folder.resolve(LossLedger.FILE), wrong);
    assertThatThrownBy(() -> TestLedger.open(folder, "one"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ledger.log: ledger entry of kind 99");
  }

  /** As on a full disk: what could not be written is seen, and written when it can be. */
  @Test
  void writesThatFail_areMadeUpForLater() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (int i = 0; i < 30_000; i++) {
        ledger.append(i, lost(START + i * SECOND, "n", LossStage.HISTORY_STORE.source(), i % 2, 1));
        if (i % 1_000 == 999 && i < 29_999) {
          Thread.currentThread().interrupt();
          assertThatThrownBy(ledger::sync).isInstanceOf(IOException.class);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(ledger.losses(0, 30_000)).hasSize(i + 1);
        }
      }
      ledger.sync();
    }
    try (LossLedger ledger = TestLedger.open(folder, "two")) {
      assertThat(ledger.losses(0, 30_000)).hasSize(30_000);
      assertThat(ledger.check().message()).isEmpty();
    }
  }

  @Test
  void fileThatCannotBeMadeAnew_goesOnAsItIs() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      ledger.append(1, lost(START, "n", LossStage.KERNEL_RING.source(), 0, 1));
      ledger.sync();
      Path blocked = Files.createDirectory(folder.resolve(LossLedger.FILE + ".new"));
      for (int i = 2; i <= 26_000; i++) {
        ledger.append(i, lost(START + i * SECOND, "n", LossStage.KERNEL_RING.source(), 0, 1));
        if (i % 1_000 == 0) {
          ledger.sync();
        }
      }
      assertThat(ledger.trouble()).contains("ledger.log.new");
      assertThatThrownBy(() -> ledger.forget(START + 2 * SECOND)).isInstanceOf(IOException.class);
      Files.delete(blocked);
      long before = ledger.bytes();
      ledger.forget(START + 1_000 * SECOND);
      assertThat(ledger.bytes()).isLessThan(before);
    }
    try (LossLedger ledger = TestLedger.open(folder, "two")) {
      assertThat(ledger.losses(0, 30_000))
          .hasSize(25_001)
          .extracting(Loss::sequence)
          .contains(26_000L);
    }
  }
}
