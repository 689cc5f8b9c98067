package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.flow.Flow;
import io.sextant.flow.Verdict;
import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Drops old partitions whole, or keeps their dropped flows; belongs to the housekeeper. */
final class Retention {
  private final HistoryFolder folder;
  private final HistorySettings settings;
  private final InstantSource clock;
  private final PartitionList partitions;
  private final Quarantine quarantine;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong droppedBytes = new AtomicLong();

  Retention(
      HistoryFolder folder,
      HistorySettings settings,
      InstantSource clock,
      PartitionList partitions,
      Quarantine quarantine) {
    this.folder = folder;
    this.settings = settings;
    this.clock = clock;
    this.partitions = partitions;
    this.quarantine = quarantine;
  }

  /** Drops what is too old, then what is too much. */
  void apply() throws IOException {
    for (Partition partition : partitions.all()) {
      if (partition.isSealed()) {
        applyAge(partition);
      }
    }
    applySize();
    removeUnused();
  }

  /** Partitions dropped since the start. */
  long dropped() {
    return dropped.get();
  }

  private void applyAge(Partition partition) throws IOException {
    PartitionFacts facts = partition.facts();
    if (age(facts) > settings.keepDropsFor().toNanos()) {
      drop(partition);
    } else if (isTooOld(facts) && !facts.thinned()) {
      thin(partition);
    }
  }

  /** Whether all flows of a partition are older than flows get. */
  boolean isTooOld(PartitionFacts facts) {
    return age(facts) > settings.maxAge().toNanos();
  }

  private long age(PartitionFacts facts) {
    return nowNanos() - facts.maxTimeNanos();
  }

  private void applySize() throws IOException {
    long most = settings.maxBytes() - folder.bytesBeside();
    for (Partition partition : partitions.all()) {
      if (size() <= most) {
        return;
      }
      if (partition.isSealed()) {
        if (settings.keepsDropsLonger() && !partition.facts().thinned()) {
          thin(partition);
        } else {
          drop(partition);
        }
      }
    }
    if (settings.keepsDropsLonger() && size() > most) {
      dropOldest();
    }
  }

  /** Nothing older is here, and nothing that is kept by its age would be. */
  long horizonNanos() {
    long horizon = nowNanos() - settings.keepDropsFor().toNanos();
    for (Partition partition : partitions.all()) {
      PartitionFacts facts = partition.facts();
      horizon = facts.flows() == 0 ? horizon : Math.min(horizon, facts.minTimeNanos());
    }
    return horizon;
  }

  /** Bytes of all partitions that are served. */
  long size() {
    long bytes = 0;
    for (Partition partition : partitions.all()) {
      bytes += partition.bytes();
    }
    return bytes;
  }

  /** Makes room, whatever the limits say; false if there is nothing to drop. */
  boolean dropOldest() {
    for (Partition partition : partitions.all()) {
      if (partition.isSealed()) {
        drop(partition);
        return true;
      }
    }
    return false;
  }

  /** Bytes written since the start, and those that were there before. */
  long writtenBytes() {
    return size() + droppedBytes.get();
  }

  private void drop(Partition partition) {
    dropped.incrementAndGet();
    droppedBytes.addAndGet(partition.bytes());
    partitions.replace(partition, null);
  }

  /** Closes and deletes partitions out of service whose last reader has gone. */
  void removeUnused() throws IOException {
    for (Partition partition : partitions.leaving()) {
      if (partition.closeIfUnused()) {
        partitions.left(partition);
        remove(partition);
      }
    }
  }

  private void remove(Partition partition) throws IOException {
    String name = partition.folder().getFileName().toString();
    if (name.startsWith(HistoryFolder.BAD) || isReplaced(partition)) {
      return;
    }
    Path gone = folder.path().resolve(HistoryFolder.GONE + name);
    partition.moveTo(gone);
    DurableFiles.delete(gone);
    for (Partition thin : partitions.all()) {
      if (thin.id() == partition.id()) {
        thin.moveTo(folder.partition(thin.id()));
      }
    }
  }

  /** Whether another partition uses the same folder: it was read again after a failure. */
  private boolean isReplaced(Partition partition) {
    Path path = partition.folder();
    return partitions.all().stream().anyMatch(other -> other.folder().equals(path));
  }

  /** Puts a partition in the place of another that has only its dropped flows. */
  private void thin(Partition partition) throws IOException {
    if (partitions.leaving().stream().anyMatch(leaving -> leaving.id() == partition.id())) {
      return;
    }
    Path target = folder.path().resolve(HistoryFolder.THIN + partition.folder().getFileName());
    DurableFiles.delete(target);
    if (!partition.acquire()) {
      return;
    }
    try {
      PartitionFacts facts = writeThin(partition, target);
      if (facts.flows() == 0) {
        DurableFiles.delete(target);
        drop(partition);
      } else {
        partitions.replace(partition, Partition.sealed(target, facts));
      }
    } catch (BrokenBlockException | HistoryException e) {
      quarantine.setAside(partition, e);
    } finally {
      partition.release();
    }
  }

  private PartitionFacts writeThin(Partition partition, Path target) throws IOException {
    Contents contents = partition.contents();
    PartitionWriter writer = PartitionWriter.createThin(target);
    try (RowCopy copy = new RowCopy(writer)) {
      BlockTable.View blocks = contents.table().view();
      for (int i = 0; i < blocks.size(); i++) {
        Block block = contents.block(blocks, i);
        if (block.count(Verdict.DROPPED) + block.count(Verdict.ERROR) > 0) {
          copy.add(block, Retention::isKept);
        }
      }
      copy.flush();
      copyOthers(partition.folder(), target);
      writer.seal();
      return writer.partition().facts();
    } finally {
      writer.close();
      writer.partition().closeIfUnused();
    }
  }

  /** Files of a partition that are not about single flows stay whole. */
  private static void copyOthers(Path from, Path to) throws IOException {
    for (Path file : DurableFiles.list(from)) {
      if (!PartitionFiles.NAMES.contains(file.getFileName().toString())
          && Files.isRegularFile(file)) {
        DurableFiles.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }

  private static boolean isKept(Flow flow) {
    return flow.verdict() == Verdict.DROPPED || flow.verdict() == Verdict.ERROR;
  }

  private long nowNanos() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }

  /** Puts a thinned partition into place, or takes back what a crash has left of it. */
  static void finish(HistoryFolder folder) throws IOException {
    for (Path gone : folder.prefixed(HistoryFolder.GONE)) {
      DurableFiles.delete(gone);
    }
    for (Path thin : folder.prefixed(HistoryFolder.THIN)) {
      Path place = folder.partition(HistoryFolder.firstSequence(thin));
      boolean whole = Files.exists(thin.resolve(PartitionFiles.SEALED));
      if (whole && Files.notExists(place)) {
        DurableFiles.rename(thin, place);
      } else {
        DurableFiles.delete(thin);
      }
    }
  }

  /** Closes files that nobody has looked into for so long. */
  void closeIdle(Duration idle) throws IOException {
    for (Partition partition : partitions.all()) {
      partition.closeIfIdle(idle.toNanos());
    }
  }
}
