package io.sextant.cli;

import io.sextant.control.ClusterState;
import io.sextant.recording.RecordingEntry;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a recording that arrives bit by bit into a file that is whole whenever the copying ends.
 */
final class RecordingCopy {
  private static final long SECOND = 1_000_000_000L;

  private final Terminal terminal;
  private final long start = System.nanoTime();
  private ClusterState cluster = ClusterState.EMPTY;
  private long samples;
  private long bytes;
  private long lost;
  private long told = start;

  RecordingCopy(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Copies to the end.
   *
   * @throws IOException when the recording breaks off; what came until then is in the file
   */
  void copy(RecordingReader from, Path file) throws IOException {
    try (RecordingWriter writer = RecordingWriter.create(file, from.header(), () -> cluster)) {
      for (RecordingEntry entry = from.next(); entry != null; entry = from.next()) {
        write(entry, writer);
        tellEachSecond();
      }
    }
  }

  /** How much it is. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d samples, %,d bytes, %.1f s%s",
        samples,
        bytes,
        (System.nanoTime() - start) / (double) SECOND,
        lost == 0 ? "" : String.format(Locale.ROOT, ", %,d lost", lost));
  }

  private void write(RecordingEntry entry, RecordingWriter writer) throws IOException {
    switch (entry) {
      case RecordingEntry.Cluster known -> cluster = known.state();
      case RecordingEntry.Loss loss -> {
        lost += loss.count();
        writer.lost(loss.cpu(), loss.bootNanos(), loss.source(), loss.count());
      }
      case RecordingEntry.Sample sample -> {
        samples++;
        bytes += sample.bytes().length;
        writer.sample(sample.cpu(), sample.bootNanos(), sample.bytes(), 0, sample.bytes().length);
      }
    }
    if (writer.hasFailed()) {
      writer.close();
    }
  }

  private void tellEachSecond() {
    long now = System.nanoTime();
    if (now - told >= SECOND) {
      told = now;
      terminal.complain(summary());
    }
  }
}
