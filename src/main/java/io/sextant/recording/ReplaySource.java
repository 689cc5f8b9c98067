package io.sextant.recording;

import io.sextant.control.ClusterState;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Plays a recording as if it happened now: with its spacing in time, times moved to the clock of
 * {@link System#nanoTime}.
 *
 * <p>{@link #play} runs on the thread that would drain the rings; {@link #close} may come from any
 * other.
 */
public final class ReplaySource implements AutoCloseable {
  private final Opener opener;
  private final Pace pace;
  private final Consumer<ClusterState> cluster;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** Opens the recording from its start, once per round. */
  @FunctionalInterface
  public interface Opener {
    RecordingReader open() throws IOException;
  }

  /**
   * How it is played.
   *
   * @param speed 2 plays twice as fast; {@link Double#POSITIVE_INFINITY} without any waiting
   * @param rounds how often, {@link #FOREVER} without end
   */
  public record Pace(double speed, int rounds) {
    public static final int FOREVER = Integer.MAX_VALUE;

    public Pace {
      if (!(speed > 0)) {
        throw new IllegalArgumentException("replay speed " + speed + ": above 0 is possible");
      }
      if (rounds < 1) {
        throw new IllegalArgumentException("replay rounds " + rounds + ": 1 or more is possible");
      }
    }

    /** As it was, again and again. */
    public static Pace live() {
      return new Pace(1, FOREVER);
    }

    /** Once, as fast as it can be read. */
    public static Pace atOnce() {
      return new Pace(Double.POSITIVE_INFINITY, 1);
    }
  }

  /**
   * @param cluster gets each state of the cluster before the samples that belong to it
   */
  public ReplaySource(Opener opener, Pace pace, Consumer<ClusterState> cluster) {
    this.opener = opener;
    this.pace = pace;
    this.cluster = cluster;
  }

  /** Plays until the last round is over or the source is closed. */
  public void play(SampleConsumer consumer) throws IOException, InterruptedException {
    for (int round = 0; round < pace.rounds && stopped.getCount() > 0; round++) {
      try (RecordingReader reader = opener.open()) {
        playOnce(reader, consumer);
      }
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }

  private void playOnce(RecordingReader reader, SampleConsumer consumer)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    RecordingEntry entry = reader.next();
    long first = entry == null ? 0 : entry.bootNanos();
    while (entry != null) {
      long at = start + (long) ((entry.bootNanos() - first) / pace.speed);
      if (stopped.await(at - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
      deliver(entry, at, consumer);
      entry = reader.next();
    }
  }

  private void deliver(RecordingEntry entry, long at, SampleConsumer consumer) {
    switch (entry) {
      case RecordingEntry.Sample sample ->
          consumer.sample(sample.cpu(), at, sample.bytes(), 0, sample.bytes().length);
      case RecordingEntry.Loss loss -> consumer.lost(loss.cpu(), at, loss.source(), loss.count());
      case RecordingEntry.Cluster state -> cluster.accept(state.state());
    }
  }
}
