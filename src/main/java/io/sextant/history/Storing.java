package io.sextant.history;

import io.sextant.durable.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether flows can be stored, and the partitions that go from the writer to the housekeeper and
 * back.
 *
 * <pre>
 *   storing ──a failure, whoever finds it──► full or stopped ──the writer has let go──►
 *   the housekeeper makes room and reads the partition again ──resumption──► storing
 * </pre>
 */
final class Storing {
  /**
   * Says that there is room again.
   *
   * @param writer of the partition to go on with; null for a new one
   */
  record Resumption(@Nullable PartitionWriter writer) {}

  /**
   * A partition that the writer had to leave.
   *
   * @param served null if it is not served
   * @param flows that it was given; those that are not found in it are lost
   */
  record Abandoned(Path folder, @Nullable Partition served, long flows) {}

  private static final Logger LOG = Logger.getLogger(Storing.class.getName());
  private static final int MOST_ENDED = 2;

  private final HistoryFolder folder;
  private final HistorySettings settings;
  private final PartitionList partitions;
  private final NotStored notStored;
  private final BlockingQueue<PartitionWriter> ended = new ArrayBlockingQueue<>(MOST_ENDED);
  private final List<Abandoned> abandoned = new ArrayList<>();
  private volatile HistoryState state = HistoryState.STORING;
  private volatile @Nullable PartitionWriter active;
  private volatile @Nullable Resumption resumption;

  Storing(
      HistoryFolder folder,
      HistorySettings settings,
      PartitionList partitions,
      NotStored notStored) {
    this.folder = folder;
    this.settings = settings;
    this.partitions = partitions;
    this.notStored = notStored;
  }

  HistoryState state() {
    return state;
  }

  boolean isStoring() {
    return state instanceof HistoryState.Storing;
  }

  /** The partition that is being written. */
  @Nullable PartitionWriter active() {
    return active;
  }

  void countNotStored(long flows) {
    notStored.add(
        state instanceof HistoryState.Full ? NotStored.Reason.DISK_FULL : NotStored.Reason.FAILED,
        flows);
  }

  /** The start has found a partition to go on with. */
  void begin(PartitionWriter writer) {
    active = writer;
  }

  /** The writer begins a partition. */
  PartitionWriter create(long firstSequence) throws IOException {
    Path path = folder.partition(firstSequence);
    if (partitions.all().stream().anyMatch(served -> served.folder().equals(path))) {
      throw new IOException(path + " is there already: sequence numbers must rise");
    }
    // What an attempt before this one has left of it.
    DurableFiles.delete(path);
    PartitionWriter writer = PartitionWriter.create(path);
    partitions.add(writer.partition());
    active = writer;
    return writer;
  }

  /** The writer has ended a partition; waits while two others are not sealed yet. */
  void ended(PartitionWriter writer) throws IOException {
    active = null;
    try {
      ended.put(writer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted before " + writer.partition().folder() + " was sealed", e);
    }
  }

  /** The next partition to be sealed; it stays until {@link #sealed}. */
  @Nullable PartitionWriter nextEnded() {
    return ended.peek();
  }

  void sealed() {
    ended.remove();
  }

  /** Something has failed: nothing is stored until the housekeeper finds that it can. */
  void fail(Exception failure) {
    long usable = usableBytes();
    HistoryState failed = HistoryState.after(failure, usable);
    boolean news = !failed.getClass().equals(state.getClass());
    state = failed;
    if (news) {
      LOG.log(Level.WARNING, "{0}", advice(failed, usable));
    }
  }

  private String advice(HistoryState failed, long usable) {
    return switch (failed) {
      case HistoryState.Storing _ -> "flows are stored in history";
      case HistoryState.Full full ->
          "flows are not stored in history: the disk of %s is full, with %,d bytes free (%s); storing goes on by itself when %,d bytes are free: make room, or give a smaller sextant.history.max-size"
              .formatted(folder.path(), usable, full.message(), settings.roomToGoOn());
      case HistoryState.Stopped stopped ->
          "flows are not stored in history: %s failed (%s); storing is tried again every %s and goes on by itself: look whether the folder can be written"
              .formatted(folder.path(), stopped.message(), settings.pace().retry());
    };
  }

  private long usableBytes() {
    try {
      return folder.usableBytes();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** The writer lets go of a partition after a failure. */
  void abandoned(PartitionWriter writer, long flows) {
    active = null;
    abandon(writer, flows);
  }

  /** Gives up writing a partition, which readers go on to read. */
  void abandon(PartitionWriter writer, long flows) {
    try {
      writer.close();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.FINE, "a partition that failed does not close", e);
    }
    Partition partition = writer.partition();
    add(new Abandoned(partition.folder(), partition, flows));
  }

  /** A partition could not be read at the start, for no fault of its own. */
  void failedAtStart(Path partition, IOException failure) {
    fail(failure);
    add(new Abandoned(partition, null, 0));
  }

  private void add(Abandoned partition) {
    synchronized (abandoned) {
      abandoned.add(partition);
    }
  }

  /** Partitions to be read again, the oldest first. */
  List<Abandoned> abandoned() {
    synchronized (abandoned) {
      return abandoned.stream().sorted(Comparator.comparing(Abandoned::folder)).toList();
    }
  }

  void restored(Abandoned partition) {
    synchronized (abandoned) {
      abandoned.remove(partition);
    }
  }

  /** Whether the housekeeper may look for a way to go on. */
  boolean waitsForResumption() {
    return !isStoring() && active == null && resumption == null;
  }

  void resume(Resumption next) {
    resumption = next;
  }

  /** The writer asks whether it can go on; if so it does. */
  @Nullable Resumption takeResumption() {
    Resumption next = resumption;
    if (next != null) {
      active = next.writer();
      resumption = null;
      state = HistoryState.STORING;
      LOG.info("flows are stored in history again");
    }
    return next;
  }
}
