package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.history.rollup.RollupLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of history in a folder of its own. Its files are opened when somebody first looks into
 * them, and stay open while anybody does; whoever reads holds a use of it. Any thread.
 */
final class Partition {
  /** What readers may look at, one with the other. */
  record Published(PartitionFacts facts, BlockTable.View blocks, @Nullable RollupLog sums) {}

  private final long id;
  private Path folder;
  private @Nullable Contents contents;
  private int uses;
  private volatile boolean retired;

  /** Whether somebody writes its files, under the name that its folder has. */
  private boolean written;

  private @Nullable Path nextName;
  private Runnable renamed = () -> {};
  private long lastUsedNanos = System.nanoTime();
  private volatile long otherBytes;
  private volatile boolean sealed;
  private volatile Published published;

  private Partition(Path folder, @Nullable Contents contents, boolean sealed, Published published) {
    this.id = HistoryFolder.firstSequence(folder);
    this.folder = folder;
    this.contents = contents;
    this.sealed = sealed;
    this.published = published;
  }

  /** One that nobody writes any more. */
  static Partition sealed(Path folder, PartitionFacts facts) throws IOException {
    Partition partition =
        new Partition(folder, null, true, new Published(facts, BlockTable.View.EMPTY, null));
    partition.measure();
    return partition;
  }

  /** One that is being written. */
  static Partition live(Path folder, Contents contents, PartitionFacts facts) {
    Partition partition =
        new Partition(
            folder,
            contents,
            false,
            new Published(facts, contents.table().view(), contents.rollup().sums()));
    partition.written = true;
    return partition;
  }

  /** The sequence number in its name. */
  long id() {
    return id;
  }

  PartitionFacts facts() {
    return published.facts();
  }

  Published published() {
    return published;
  }

  boolean isSealed() {
    return sealed;
  }

  synchronized Path folder() {
    return folder;
  }

  /** What it takes on the disk; without the index while it is being written. */
  long bytes() {
    Published now = published;
    RollupLog sums = now.sums();
    long others = sealed || sums == null ? otherBytes : sums.goodBytes();
    return now.facts().logBytes() + now.facts().dictionaryBytes() + others;
  }

  private void measure() throws IOException {
    PartitionFacts facts = facts();
    otherBytes = DurableFiles.size(folder()) - facts.logBytes() - facts.dictionaryBytes();
  }

  /** Shows what was written since; called by the one who writes. */
  void publish(PartitionFacts facts, BlockTable.View blocks, RollupLog sums) {
    published = new Published(facts, blocks, sums);
  }

  /** Nothing will be written any more. */
  void seal(PartitionFacts facts) throws IOException {
    published = new Published(facts, published.blocks(), published.sums());
    measure();
    sealed = true;
  }

  /** Its files are written no more; it gets the name that waited for this. Once is enough. */
  synchronized void endWriting() throws IOException {
    written = false;
    Path target = nextName;
    nextName = null;
    if (target != null) {
      moveTo(target, renamed);
    }
  }

  /** Begins a use; false if the partition is on its way out. */
  synchronized boolean acquire() {
    if (retired) {
      return false;
    }
    uses++;
    return true;
  }

  /** Ends a use. */
  synchronized void release() {
    uses--;
    lastUsedNanos = System.nanoTime();
  }

  /** The open files; only while a use is held. */
  synchronized Contents contents() throws IOException {
    Contents open = contents;
    if (open == null) {
      open = Contents.open(folder, facts());
      contents = open;
    }
    return open;
  }

  /** The same of a partition that is open for sure. */
  synchronized Contents openContents() {
    return Objects.requireNonNull(contents);
  }

  /** No new use begins from now on. */
  synchronized void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /** Whether the last use has ended after {@link #retire}; its files are closed then. */
  synchronized boolean closeIfUnused() throws IOException {
    if (uses > 0 || written) {
      return false;
    }
    closeContents();
    return true;
  }

  /** Closes the files if nobody has looked into them for so long. */
  synchronized void closeIfIdle(long nanos) throws IOException {
    if (sealed && uses == 0 && System.nanoTime() - lastUsedNanos > nanos) {
      closeContents();
    }
  }

  /** Gives the folder another name, with its files closed or open; not before they are written. */
  void moveTo(Path target) throws IOException {
    moveTo(target, () -> {});
  }

  /**
   * The same.
   *
   * @param then runs once it has the name
   */
  synchronized void moveTo(Path target, Runnable then) throws IOException {
    if (written) {
      nextName = target;
      renamed = then;
      return;
    }
    DurableFiles.rename(folder, target);
    folder = target;
    then.run();
  }

  private void closeContents() throws IOException {
    if (sealed) {
      published = new Published(facts(), BlockTable.View.EMPTY, null);
    }
    Contents open = contents;
    contents = null;
    if (open != null) {
      open.close();
    }
  }
}
