package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.history.block.BrokenBlockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A folder of flows: one writer, any number of readers. */
public final class History implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(History.class.getName());

  private final HistoryFolder folder;
  private final PartitionList partitions = new PartitionList();
  private final NotStored notStored = new NotStored();
  private final Quarantine quarantine;
  private final Retention retention;
  private final Storing storing;
  private final Housekeeper housekeeper;
  private final HistoryWriter writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private History(HistorySettings settings, InstantSource clock, HistoryFolder folder)
      throws IOException {
    this.folder = folder;
    this.quarantine = new Quarantine(folder, partitions);
    this.retention = new Retention(folder, settings, clock, partitions, quarantine);
    this.storing = new Storing(folder, settings, partitions, notStored);
    this.housekeeper =
        new Housekeeper(folder, settings, storing, partitions, retention, quarantine);
    Retention.finish(folder);
    long lastSequence = readPartitions(settings);
    this.writer = new HistoryWriter(settings, storing, lastSequence, storing.active());
  }

  /**
   * Opens a folder, and reads again what an end without warning has left.
   *
   * @throws HistoryException if another process holds it, or another version wrote it
   */
  public static History open(HistorySettings settings, InstantSource clock) throws IOException {
    HistoryFolder folder = HistoryFolder.open(settings.folder());
    try {
      History history = new History(settings, clock, folder);
      history.housekeeper.start();
      return history;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Stores flows; belongs to one thread. */
  public HistoryWriter writer() {
    return writer;
  }

  /** Above the sequence numbers of all flows that are here. */
  public long nextSequence() {
    return lastSequence() + 1;
  }

  /** What can be read now; the caller must close it, soon. */
  public HistoryReader snapshot() {
    return new HistoryReader(partitions.acquireAll(), quarantine);
  }

  /** Flows that were given since the start and are not stored, whatever the reason; any thread. */
  long notStored() {
    return notStored.total();
  }

  /** How it is; any thread. */
  public HistoryStatus status() {
    List<Partition> all = partitions.all();
    long usable = usableBytes();
    return new HistoryStatus(
        storing.state(),
        all.size(),
        all.stream().mapToLong(partition -> partition.facts().flows()).sum(),
        retention.size(),
        oldest(all),
        writer.given(),
        writer.acknowledged(),
        lastSequence(),
        notStoredByReason(),
        usable,
        daysUntilFull(usable),
        quarantine.count(),
        retention.dropped());
  }

  /**
   * Flows are stored no more; all that were are found at the next start, which is quick. Once is
   * enough.
   */
  @Override
  public void close() throws IOException {
    closeFiles();
    folder.close();
  }

  /** Ends all but the hold of the folder. */
  void closeFiles() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    writer.close();
    housekeeper.close();
    partitions.closeAll();
  }

  /** Tells of flows that went with partitions that are set aside, from the start on. */
  void listenToGone(Consumer<Gone> listener) {
    quarantine.listen(listener);
  }

  /** Does what the housekeeper does from time to time. */
  Housekeeper housekeeper() {
    return housekeeper;
  }

  private OptionalDouble daysUntilFull(long usable) {
    if (storing.state() instanceof HistoryState.Full) {
      return OptionalDouble.of(0);
    }
    return usable < 0 ? OptionalDouble.empty() : housekeeper.growth().daysUntil(usable);
  }

  private long usableBytes() {
    try {
      return folder.usableBytes();
    } catch (IOException e) {
      return -1;
    }
  }

  private static OptionalLong oldest(List<Partition> all) {
    return all.stream()
        .map(Partition::facts)
        .filter(facts -> facts.flows() > 0)
        .mapToLong(PartitionFacts::minTimeNanos)
        .min();
  }

  private Map<NotStored.Reason, Long> notStoredByReason() {
    Map<NotStored.Reason, Long> counts = new EnumMap<>(NotStored.Reason.class);
    for (NotStored.Reason reason : NotStored.Reason.values()) {
      counts.put(reason, notStored.count(reason));
    }
    return counts;
  }

  private long lastSequence() {
    return partitions.all().stream()
        .mapToLong(partition -> partition.facts().lastSequence())
        .max()
        .orElse(-1);
  }

  private long readPartitions(HistorySettings settings) throws IOException {
    folder.takeReserveIfRoom(settings.reserveBytes());
    List<Path> paths = folder.partitions();
    for (Path path : paths) {
      try {
        read(path, path.equals(paths.getLast()), settings);
      } catch (HistoryException | BrokenBlockException e) {
        quarantine.setAside(path, e);
      } catch (IOException e) {
        // Read again when the disk is better.
        storing.failedAtStart(path, e);
      }
    }
    return lastSequence();
  }

  private void read(Path path, boolean newest, HistorySettings settings) throws IOException {
    Path sealed = path.resolve(PartitionFiles.SEALED);
    if (Files.exists(sealed)) {
      PartitionFacts facts = PartitionFacts.read(sealed);
      PartitionFiles.checkSealed(path, facts);
      partitions.add(Partition.sealed(path, facts));
      return;
    }
    PartitionWriter recovered = Recovery.recover(path);
    LOG.log(
        Level.INFO,
        "history: read again {0}, {1} flows",
        new Object[] {path, recovered.partition().facts().flows()});
    boolean goesOn =
        newest
            && !recovered.isToEnd(settings.limits())
            && !retention.isTooOld(recovered.partition().facts());
    if (goesOn) {
      partitions.add(recovered.partition());
      storing.begin(recovered);
    } else if (recovered.partition().facts().blocks() == 0) {
      recovered.close();
      recovered.partition().closeIfUnused();
      DurableFiles.delete(path);
    } else {
      partitions.add(recovered.partition());
      recovered.seal();
    }
  }
}
