package io.sextant.history;

import io.sextant.flow.FlowId;
import io.sextant.flow.Verdict;
import io.sextant.history.block.Block;
import io.sextant.history.block.Bloom;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.index.BlockIndexReader;
import io.sextant.history.index.Choice;
import io.sextant.history.rollup.RollupLog;
import java.io.IOException;
import java.util.BitSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One partition in a snapshot. What the facts tell costs nothing; everything from {@link #blocks()}
 * on opens the partition's files. A partition that cannot be opened has no blocks, and is set
 * aside. Belongs to one thread.
 */
public final class PartitionReader {
  private static final Logger LOG = Logger.getLogger(PartitionReader.class.getName());

  private final Partition partition;
  private final Quarantine quarantine;
  private final PartitionFacts facts;
  private @Nullable Contents contents;
  private @Nullable BlockIndexReader index;
  private final @Nullable RollupLog publishedSums;
  private BlockTable.View blocks;
  private boolean opened;

  PartitionReader(Partition partition, Quarantine quarantine) {
    Partition.Published published = partition.published();
    this.partition = partition;
    this.quarantine = quarantine;
    this.facts = published.facts();
    this.blocks = published.blocks();
    this.publishedSums = published.sums();
  }

  /** Flows in the blocks. */
  public long flows() {
    return facts.flows();
  }

  /** Sequence number of the first flow; of no meaning without flows. */
  public long firstSequence() {
    return facts.firstSequence();
  }

  /** Sequence number of the last flow; -1 without flows. */
  public long lastSequence() {
    return facts.lastSequence();
  }

  /** Wall time of the oldest flow. */
  public long minTimeNanos() {
    return facts.minTimeNanos();
  }

  /** Wall time of the newest flow. */
  public long maxTimeNanos() {
    return facts.maxTimeNanos();
  }

  /** Flows with a verdict. */
  public long flows(Verdict verdict) {
    return verdict.ordinal() < facts.verdicts().size()
        ? facts.verdicts().get(verdict.ordinal())
        : 0;
  }

  /** Whether only dropped flows are left. */
  public boolean isThinned() {
    return facts.thinned();
  }

  /** Number of blocks; they are numbered in the order of sequence numbers. */
  public int blocks() {
    return view().size();
  }

  public int rows(int block) {
    return view().rows(block);
  }

  public long firstSequence(int block) {
    return view().firstSequence(block);
  }

  public long lastSequence(int block) {
    return view().lastSequence(block);
  }

  public long minTimeNanos(int block) {
    return view().minTimeNanos(block);
  }

  public long maxTimeNanos(int block) {
    return view().maxTimeNanos(block);
  }

  /** The dictionary of all blocks; may be longer than they need. */
  public Dictionary dictionary() {
    Contents open = open();
    return open == null ? new Dictionary() : open.dictionary();
  }

  /**
   * A block, whose check sum is right; its bytes may only be looked at until the snapshot is
   * closed.
   *
   * @throws BrokenBlockException if they are damaged; see {@link #setAside}
   */
  public Block block(int block) {
    Contents open = open();
    if (open == null || block < 0 || block >= blocks.size()) {
      throw new IndexOutOfBoundsException("block " + block + " of " + blocks.size());
    }
    return open.block(blocks, block);
  }

  /** Sums of flows that are all in the blocks; null where there are none that can be used. */
  @Nullable RollupLog sums() {
    Contents open = open();
    RollupLog sums = open == null || publishedSums != null ? publishedSums : open.rollup().sums();
    return sums == null || sums.isDamaged() ? null : sums;
  }

  /** Takes the partition out of service, for a block that says nonsense. */
  public void setAside(BrokenBlockException why) {
    quarantine.setAside(partition, why);
  }

  /** How many blocks, from the first on, {@link #select} knows; others are to be looked into. */
  public int indexedBlocks() {
    return index() == null ? 0 : Math.min(index().blocks(), blocks.size());
  }

  /** The blocks that this chooses, and those that the index does not know. */
  public BitSet select(Choice choice) {
    return withUnknown(known -> known.select(choice));
  }

  /** The blocks that may hold a flow with this UUID. */
  public BitSet selectId(long high, long low) {
    BitSet chosen =
        FlowId.isOurs(high, low)
            ? all()
            : withUnknown(known ->
                known.withBloom(
                    (bytes, from, length) -> Bloom.mayHold(bytes, from, length, high, low)));
    for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
      if (!mayHold(i, high, low)) {
        chosen.clear(i);
      }
    }
    return chosen;
  }

  private boolean mayHold(int block, long high, long low) {
    try {
      return block(block).mayHold(high, low);
    } catch (BrokenBlockException e) {
      setAside(e);
      return false;
    }
  }

  /** Asks the index. */
  private interface Question {
    BitSet ask(BlockIndexReader index) throws IOException;
  }

  private BitSet withUnknown(Question question) {
    int size = blocks();
    BlockIndexReader known = index();
    if (known == null) {
      return all();
    }
    try {
      BitSet chosen = question.ask(known);
      chosen.set(Math.min(known.blocks(), size), Math.max(known.blocks(), size));
      chosen.clear(size, Math.max(size, chosen.length()));
      return chosen;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "history: all blocks are read, since the index fails", e);
      return all();
    }
  }

  private BitSet all() {
    BitSet all = new BitSet();
    all.set(0, blocks());
    return all;
  }

  private BlockTable.View view() {
    open();
    return blocks;
  }

  private @Nullable BlockIndexReader index() {
    open();
    return index;
  }

  private @Nullable Contents open() {
    if (opened) {
      return contents;
    }
    opened = true;
    try {
      Contents open = partition.contents();
      contents = open;
      index = open.index();
      if (blocks.size() < facts.blocks()) {
        blocks = open.table().view();
      }
    } catch (HistoryException e) {
      blocks = BlockTable.View.EMPTY;
      quarantine.setAside(partition, e);
    } catch (IOException e) {
      blocks = BlockTable.View.EMPTY;
      LOG.log(Level.WARNING, "history: a partition cannot be read now", e);
    }
    return contents;
  }
}
