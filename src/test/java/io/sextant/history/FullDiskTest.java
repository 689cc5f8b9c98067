package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk of 48 MiB that is full, in memory or on an image of ext4; needs root to mount it. */
@Tag("kernel")
class FullDiskTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path temp;
  private Path disk = Path.of("");
  private long next;

  /** What the disk is. */
  enum Kind {
    TMPFS,
    EXT4
  }

  private void mount(Kind kind) throws IOException, InterruptedException {
    Path place = Files.createDirectory(temp.resolve("disk"));
    switch (kind) {
      case TMPFS -> run("mount", "-t", "tmpfs", "-o", "size=48m", "sextant-full", place.toString());
      case EXT4 -> {
        Path image = temp.resolve("image");
        run("truncate", "-s", "48m", image.toString());
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        run("mount", "-o", "loop", image.toString(), place.toString());
      }
    }
    disk = place;
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (!disk.toString().isEmpty()) {
      run("umount", "-l", disk.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void fullDisk_stopsStoring_serves_andGoesOnByItself(Kind kind)
      throws IOException, InterruptedException {
    mount(kind);
    Path ballast = disk.resolve("ballast");
    List<Long> found;
    try (History history = open(HistorySettings.WhenFull.STOP)) {
      appendUntil(history, () -> next >= 50_000);
      fill(ballast);
      appendUntil(history, () -> history.status().state() instanceof HistoryState.Full);
      appendUntil(history, () -> history.status().notStored(NotStored.Reason.DISK_FULL) >= 10_000);
      assertThat(NumberedFlows.read(history).size()).isGreaterThan(40_000);
      assertThat(history.status().daysUntilFull()).hasValue(0);
      long lag = history.status().lag();
      appendUntil(history, () -> history.status().notStored(NotStored.Reason.DISK_FULL) >= 20_000);
      assertThat(history.status().lag()).as("without what is refused").isLessThanOrEqualTo(lag);
      appendUntil(history, () -> Files.notExists(disk.resolve("history/reserve")));

      Files.delete(ballast);
      appendUntil(history, () -> history.status().state() instanceof HistoryState.Storing);
      assertThat(disk.resolve("history/reserve")).hasSize(1 << 20);
      assertThat(history.status().daysUntilFull()).isEmpty();
      long resumed = next;
      appendUntil(history, () -> next >= resumed + 20_000);
      history.writer().flush();
      found = NumberedFlows.read(history);
      assertThat(found).isSorted().doesNotHaveDuplicates().endsWith(next - 1);
      HistoryStatus status = history.status();
      assertThat(found.size() + status.notStored().values().stream().mapToLong(n -> n).sum())
          .as("stored and counted flows are all")
          .isEqualTo(next);
      assertThat(status.setAside()).isZero();
    }
    try (History history = open(HistorySettings.WhenFull.STOP)) {
      assertThat(NumberedFlows.read(history)).isEqualTo(found);
    }
  }

  @ParameterizedTest
  @EnumSource
  void fullDisk_dropsTheOldest_ifSettingsSaySo(Kind kind) throws IOException, InterruptedException {
    mount(kind);
    try (History history = open(HistorySettings.WhenFull.DROP_OLDEST)) {
      appendUntil(history, () -> history.status().dropped() >= 2);
      appendUntil(history, () -> history.status().state() instanceof HistoryState.Storing);
      long resumed = next;
      appendUntil(history, () -> next >= resumed + 5_000);
      history.writer().flush();
      assertThat(NumberedFlows.read(history)).isSorted().endsWith(next - 1).doesNotContain(0L);
    }
  }

  private History open(HistorySettings.WhenFull whenFull) throws IOException {
    HistorySettings base = TestHistories.settings(disk.resolve("history"), 1, 200_000);
    return History.open(
        new HistorySettings(
            base.folder(),
            base.maxAge(),
            base.maxBytes(),
            base.keepDropsFor(),
            1,
            base.limits(),
            base.pace(),
            whenFull,
            base.reserveBytes()),
        Clock.systemUTC());
  }

  private void appendUntil(History history, BooleanSupplier reached) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!reached.getAsBoolean()) {
      for (int i = 0; i < 500; i++) {
        history.writer().append(next, NumberedFlows.flow(next));
        next++;
      }
      history.writer().tick(System.nanoTime());
      assertThat(System.nanoTime()).as("%s", history.status()).isLessThan(end);
    }
  }

  /** Takes all the room that there is. */
  private static void fill(Path file) throws IOException {
    byte[] chunk = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
