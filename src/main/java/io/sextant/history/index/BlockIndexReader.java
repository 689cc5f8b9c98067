package io.sextant.history.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an index's last commit, numbered from 0 in the order of the log. Any thread may
 * ask; whoever closes it sees to it that nobody does any more.
 */
public final class BlockIndexReader implements AutoCloseable {
  private final Path folder;
  private final FSDirectory directory;
  private final @Nullable DirectoryReader reader;

  private BlockIndexReader(Path folder, FSDirectory directory, @Nullable DirectoryReader reader) {
    this.folder = folder;
    this.directory = directory;
    this.reader = reader;
  }

  /**
   * Opens the last commit; an index that was never committed has no blocks.
   *
   * @throws IndexBrokenException if it is damaged
   */
  public static BlockIndexReader open(Path folder) throws IOException {
    FSDirectory directory = FSDirectory.open(folder);
    try {
      return new BlockIndexReader(folder, directory, openLast(directory));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw Broken.wrap(folder, e);
    }
  }

  private static @Nullable DirectoryReader openLast(FSDirectory directory) throws IOException {
    try {
      return DirectoryReader.open(directory);
    } catch (IndexNotFoundException e) {
      return null;
    }
  }

  /** The last commit now; shares with this one what did not change. Both must be closed. */
  public BlockIndexReader reopen() throws IOException {
    if (reader == null) {
      return open(folder);
    }
    FSDirectory again = FSDirectory.open(folder);
    try {
      DirectoryReader newer = DirectoryReader.openIfChanged(reader);
      if (newer == null) {
        reader.incRef();
        newer = reader;
      }
      return new BlockIndexReader(folder, again, newer);
    } catch (IOException | RuntimeException e) {
      again.close();
      throw Broken.wrap(folder, e);
    }
  }

  /** Number of blocks. */
  public int blocks() {
    return reader == null ? 0 : reader.maxDoc();
  }

  /**
   * All blocks in order.
   *
   * @throws IndexBrokenException if they do not follow each other in the log
   */
  public List<BlockEntry> entries() throws IOException {
    return entries(0);
  }

  /** The blocks from this number on, see {@link #entries()}. */
  public List<BlockEntry> entries(int from) throws IOException {
    List<BlockEntry> entries = new ArrayList<>(Math.max(0, blocks() - from));
    try {
      for (LeafReaderContext leaf : leaves()) {
        BinaryDocValues values = leaf.reader().getBinaryDocValues(Schema.ENTRY);
        for (int i = Math.max(0, from - leaf.docBase); i < leaf.reader().maxDoc(); i++) {
          if (values == null || !values.advanceExact(i)) {
            throw new IndexBrokenException("index " + folder + ": a block without an entry");
          }
          add(entries, EntryBytes.read(values.binaryValue()));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw Broken.wrap(folder, e);
    }
    return entries;
  }

  private void add(List<BlockEntry> entries, BlockEntry next) throws IndexBrokenException {
    if (!entries.isEmpty()) {
      BlockEntry last = entries.getLast();
      if (next.offset() != last.end() || next.firstSequence() <= last.lastSequence()) {
        throw new IndexBrokenException(
            "index " + folder + ": blocks do not follow each other at " + next);
      }
    }
    entries.add(next);
  }

  /** Numbers of the blocks that this chooses. */
  public BitSet select(Choice choice) throws IOException {
    BitSet chosen = new BitSet(blocks());
    try {
      for (LeafReaderContext leaf : leaves()) {
        LeafChoice.of(leaf).select(choice).stream().forEach(i -> chosen.set(leaf.docBase + i));
      }
    } catch (IOException | RuntimeException e) {
      throw Broken.wrap(folder, e);
    }
    return chosen;
  }

  /** The filter that was added with this block, in bytes of the caller's own; null if none was. */
  public byte @Nullable [] bloom(int block) throws IOException {
    for (LeafReaderContext leaf : leaves()) {
      int at = block - leaf.docBase;
      if (at >= 0 && at < leaf.reader().maxDoc()) {
        BinaryDocValues values = leaf.reader().getBinaryDocValues(Schema.BLOOM);
        return values != null && values.advanceExact(at) ? copy(values.binaryValue()) : null;
      }
    }
    return null;
  }

  /** Shows each block's filter to the test and gives the numbers of those that passed. */
  public BitSet withBloom(BloomTest test) throws IOException {
    BitSet passed = new BitSet(blocks());
    for (LeafReaderContext leaf : leaves()) {
      BinaryDocValues values = leaf.reader().getBinaryDocValues(Schema.BLOOM);
      if (values == null) {
        continue;
      }
      for (int doc = values.nextDoc();
          doc != BinaryDocValues.NO_MORE_DOCS;
          doc = values.nextDoc()) {
        BytesRef bloom = values.binaryValue();
        if (test.passes(bloom.bytes, bloom.offset, bloom.length)) {
          passed.set(leaf.docBase + doc);
        }
      }
    }
    return passed;
  }

  /** Looks into one filter; the bytes are only valid during the call. */
  @FunctionalInterface
  public interface BloomTest {
    boolean passes(byte[] bytes, int offset, int length);
  }

  private List<LeafReaderContext> leaves() {
    return reader == null ? List.of() : reader.leaves();
  }

  private static byte[] copy(BytesRef from) {
    return Arrays.copyOfRange(from.bytes, from.offset, from.offset + from.length);
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      if (reader != null) {
        reader.decRef();
      }
    }
  }
}
