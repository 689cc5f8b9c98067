package io.sextant.recording;

import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Recordings of a running server: only one process can read the kernel's rings, so the one that
 * does copies what passes.
 *
 * <p>As a {@link SampleConsumer} it belongs to the pipeline's thread and never makes it wait. Each
 * recording is written by a thread of its own; what it is too slow for is missing from it, and
 * stands in it as a loss.
 */
public final class Taps implements SampleConsumer, AutoCloseable {
  /** What waits to be written, per recording. */
  public static final long DEFAULT_QUEUE_BYTES = 16 << 20;

  private static final int BATCH = 1024;
  private static final int MOST_RECORDINGS = 4;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final String nodeName;
  private final Supplier<ClusterState> cluster;
  private final long queueBytes;
  private final List<Tap> open = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param nodeName the node that is recorded
   * @param cluster what is known at the moment; becomes part of the recording when it changes
   * @param queueBytes what may wait to be written, per recording
   */
  public Taps(String nodeName, Supplier<ClusterState> cluster, long queueBytes) {
    this.nodeName = nodeName;
    this.cluster = cluster;
    this.queueBytes = queueBytes;
  }

  @Override
  public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
    for (Tap tap : open) {
      tap.sample(cpu, bootNanos, buffer, offset, length);
    }
  }

  @Override
  public void lost(int cpu, long bootNanos, LossSource source, long count) {
    for (Tap tap : open) {
      tap.lost(cpu, bootNanos, source, count);
    }
  }

  /** As many recordings are made as the server bears. */
  public boolean isFull() {
    return open.size() >= MOST_RECORDINGS;
  }

  /**
   * Writes a recording of what passes from now on; returns at its end.
   *
   * @throws IOException when nobody takes it any more
   */
  public void record(OutputStream out, Duration length) throws IOException {
    Tap tap = new Tap(cluster, queueBytes);
    long end = System.nanoTime() + length.toNanos();
    try (RecordingWriter writer =
        RecordingWriter.live(out, RecordingHeader.now(nodeName), tap::cluster)) {
      open.add(tap);
      while (!closed && !writer.hasFailed() && System.nanoTime() < end) {
        if (tap.drainTo(writer, BATCH) == 0) {
          writer.flush();
          LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
      }
      open.remove(tap);
      tap.drainLastTo(writer);
    } finally {
      open.remove(tap);
    }
  }

  /** Ends all recordings as if their time were over. */
  @Override
  public void close() {
    closed = true;
  }
}
