package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer whose disk fails, and what it says of itself then. */
class StoringTest {
  @TempDir Path temp;
  private final NotStored notStored = new NotStored();
  private HistoryFolder folder;
  private Storing storing;
  private HistoryWriter writer;

  @BeforeEach
  void open() throws IOException {
    HistorySettings settings = TestHistories.settings(temp, 1, 1_000_000);
    folder = HistoryFolder.open(temp);
    storing = new Storing(folder, settings, new PartitionList(), notStored);
    writer = new HistoryWriter(settings, storing, -1, null);
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
    PartitionWriter active = storing.active();
    if (active != null) {
      active.close();
      active.partition().closeIfUnused();
    }
    folder.close();
  }

  @Test
  void flowsThatAreRefused_areNoLag() throws IOException {
    append(0, 100);
    writer.flush();
    append(100, 150);
    assertThat(lag()).isEqualTo(50);
    Partition first = Objects.requireNonNull(storing.active()).partition();

    storing.fail(full());
    append(150, 10_000);
    assertThat(notStored.total()).isEqualTo(9_850);
    assertThat(lag()).as("what was taken and not written").isEqualTo(50);

    first.closeIfUnused();
    storing.resume(new Storing.Resumption(null));
    append(10_000, 10_001);
    assertThat(lag()).as("what was before is accounted for").isEqualTo(1);
    writer.flush();
    assertThat(lag()).isZero();
  }

  @Test
  void flowsWithoutAPartition_areNoLag() throws IOException {
    storing.fail(full());
    append(0, 1_000);
    assertThat(lag()).isZero();
  }

  @Test
  void failure_isToldInASentence_onceWithWhatToDo() {
    List<String> told = new ArrayList<>();
    Handler handler = new Told(told);
    Logger log = Logger.getLogger(Storing.class.getName());
    log.addHandler(handler);
    try {
      storing.fail(full());
      storing.fail(full());
      storing.fail(new IOException(new IllegalStateException("nonsense")));
    } finally {
      log.removeHandler(handler);
    }
    assertThat(told).hasSize(2).noneMatch(text -> text.contains("message="));
    assertThat(told.getFirst())
        .startsWith("flows are not stored in history: the disk of " + temp + " is full, with ")
        .contains("bytes free (No space left on device)")
        .contains("storing goes on by itself when 16,777,216 bytes are free: make room");
    assertThat(told.getLast())
        .contains(temp + " failed (java.io.IOException: ", "nonsense", "goes on by itself");
  }

  private static IOException full() {
    return new IOException("No space left on device");
  }

  private void append(long from, long to) {
    for (long sequence = from; sequence < to; sequence++) {
      writer.append(sequence, NumberedFlows.flow(sequence));
    }
  }

  private long lag() {
    return writer.given() - writer.acknowledged();
  }

  /** Keeps what is logged. */
  private static final class Told extends Handler {
    private final List<String> told;

    Told(List<String> told) {
      this.told = told;
    }

    @Override
    public void publish(LogRecord line) {
      told.add(String.valueOf(line.getParameters()[0]));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
