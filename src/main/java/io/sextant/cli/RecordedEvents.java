package io.sextant.cli;

import io.sextant.control.ClusterState;
import io.sextant.flow.Node;
import io.sextant.recording.RecordingEntry;
import io.sextant.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Samples of a recording by their number, counted from 1. */
final class RecordedEvents {
  private final Path file;
  private final @Nullable ClusterState fixed;
  private ClusterState cluster = ClusterState.EMPTY;
  private long number;

  /** Which of them. */
  sealed interface Choice {
    /** Every one, and the losses between them. */
    record All() implements Choice {}

    /** The one with this number. */
    record At(long number) implements Choice {}

    /** The newest. */
    record Last(int count) implements Choice {}
  }

  /** Takes what was chosen, in order. */
  interface Sink {
    void event(RawEvent event);

    void loss(RecordingEntry.Loss loss);
  }

  /**
   * @param fixed names all samples instead of what the recording knows
   */
  RecordedEvents(Path file, @Nullable ClusterState fixed) {
    this.file = file;
    this.fixed = fixed;
  }

  void choose(Choice choice, Sink sink) throws IOException {
    switch (choice) {
      case Choice.All _ -> each(sink);
      case Choice.At(long wanted) -> at(wanted, sink);
      case Choice.Last(int count) -> last(count, sink);
    }
  }

  private void at(long wanted, Sink sink) throws IOException {
    boolean[] found = {false};
    each(
        samples(event -> {
          if (number == wanted) {
            found[0] = true;
            sink.event(event);
          }
        }));
    if (!found[0]) {
      throw new CommandFailure(
          "--index %d: %s has samples 1 to %d".formatted(wanted, file, number));
    }
  }

  private void last(int count, Sink sink) throws IOException {
    Deque<RawEvent> newest = new ArrayDeque<>();
    each(
        samples(event -> {
          newest.add(event);
          if (newest.size() > count) {
            newest.remove();
          }
        }));
    newest.forEach(sink::event);
  }

  private static Sink samples(Consumer<RawEvent> events) {
    return new Sink() {
      @Override
      public void event(RawEvent event) {
        events.accept(event);
      }

      @Override
      public void loss(RecordingEntry.Loss loss) {}
    };
  }

  private void each(Sink sink) throws IOException {
    try (RecordingReader reader = RecordingReader.open(file)) {
      Node node = Node.named(reader.header().nodeName());
      long wallAtBoot = reader.header().wallNanos() - reader.header().bootNanos();
      for (RecordingEntry entry = reader.next(); entry != null; entry = reader.next()) {
        switch (entry) {
          case RecordingEntry.Cluster known -> cluster = known.state();
          case RecordingEntry.Loss loss -> sink.loss(loss);
          case RecordingEntry.Sample sample -> sink.event(event(sample, node, wallAtBoot));
        }
      }
    }
  }

  private RawEvent event(RecordingEntry.Sample sample, Node node, long wallAtBoot) {
    number++;
    return new RawEvent(
        "sample " + number,
        new RawEvent.Origin(
            node, sample.cpu(), sample.bootNanos() + wallAtBoot, sample.bootNanos()),
        sample.bytes(),
        fixed == null ? cluster : fixed);
  }
}
