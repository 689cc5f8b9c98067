package io.sextant.history;

import io.sextant.durable.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes partitions that cannot be read out of service and leaves them to a person; any thread. */
final class Quarantine {
  private static final Logger LOG = Logger.getLogger(Quarantine.class.getName());

  private final HistoryFolder folder;
  private final PartitionList partitions;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Gone> untold = new ArrayList<>();
  private @Nullable Consumer<Gone> listener;

  Quarantine(HistoryFolder folder, PartitionList partitions) {
    this.folder = folder;
    this.partitions = partitions;
  }

  /** Partitions set aside since the start. */
  int count() {
    return count.get();
  }

  /** Renames a partition that is not served. */
  void setAside(Path partition, Exception why) throws IOException {
    Path bad = freeName(partition);
    DurableFiles.rename(partition, bad);
    tell(bad, why);
    tellGone(bad);
  }

  /** Who hears of flows that went with what is set aside, also of those that went before this. */
  synchronized void listen(Consumer<Gone> to) {
    listener = to;
    untold.forEach(to);
    untold.clear();
  }

  private synchronized void tellGone(Path bad) {
    List<Gone> gone = Gone.of(bad);
    if (listener == null) {
      untold.addAll(gone);
    } else {
      gone.forEach(listener);
    }
  }

  /**
   * Renames a partition that is served, at once or when it is not written any more: the next flow
   * begins another. Those who read it go on with what they have.
   */
  synchronized void setAside(Partition partition, Exception why) {
    if (!partitions.all().contains(partition)) {
      return;
    }
    try {
      Path bad = freeName(partition.folder());
      partitions.replace(partition, null);
      tell(bad, why);
      partition.moveTo(bad, () -> tellGone(bad));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a damaged partition cannot be set aside", e);
    }
  }

  private Path freeName(Path partition) {
    String name = HistoryFolder.BAD + partition.getFileName();
    Path bad = folder.path().resolve(name);
    for (int i = 2; Files.exists(bad); i++) {
      bad = folder.path().resolve(name + "." + i);
    }
    return bad;
  }

  private void tell(Path bad, Exception why) {
    count.incrementAndGet();
    LOG.log(
        Level.WARNING,
        "a partition of the history cannot be read and is set aside as {0}: {1}",
        new Object[] {bad, why.getMessage()});
  }
}
