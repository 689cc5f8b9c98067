package io.sextant.history;

import java.util.List;

/**
 * History as it was at one instant: partitions, the oldest first, each with blocks in the order of
 * sequence numbers. Holds the partitions' files until it is closed; belongs to one thread.
 */
public final class HistoryReader implements AutoCloseable {
  private final List<Partition> held;
  private final List<PartitionReader> partitions;
  private boolean closed;

  HistoryReader(List<Partition> held, Quarantine quarantine) {
    this.held = held;
    this.partitions =
        held.stream().map(partition -> new PartitionReader(partition, quarantine)).toList();
  }

  /** The oldest first. */
  public List<PartitionReader> partitions() {
    return partitions;
  }

  /**
   * Sequence number of the last flow that is in a block; -1 without any. What comes after it is to
   * be read elsewhere.
   */
  public long lastSequence() {
    return partitions.stream().mapToLong(PartitionReader::lastSequence).max().orElse(-1);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      held.forEach(Partition::release);
    }
  }
}
