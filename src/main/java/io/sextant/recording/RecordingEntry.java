package io.sextant.recording;

import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;

/** One record of a recording. */
public sealed interface RecordingEntry {

  /** When, on the clock of the machine that recorded it. */
  long bootNanos();

  /** An event and its packet bytes, as they were in the ring. */
  final class Sample implements RecordingEntry {
    private final int cpu;
    private final long bootNanos;
    private final byte[] bytes;

    Sample(int cpu, long bootNanos, byte[] bytes) {
      this.cpu = cpu;
      this.bootNanos = bootNanos;
      this.bytes = bytes;
    }

    public int cpu() {
      return cpu;
    }

    @Override
    public long bootNanos() {
      return bootNanos;
    }

    /** Not a copy; the sample is the reader's only use of it. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** Samples that are missing here. */
  record Loss(int cpu, long bootNanos, LossSource source, long count) implements RecordingEntry {}

  /** What was known of the cluster from then on. */
  record Cluster(long bootNanos, ClusterState state) implements RecordingEntry {}
}
