package io.sextant.history.index;

import io.sextant.history.block.Terms;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Adds blocks to a partition's index, in the order of the log. One thread adds, another may commit
 * meanwhile; what a commit holds is always a beginning of what was added. Nothing is merged, so
 * that a document's number is the block's number.
 *
 * <p>After an {@link IOException} of any method nothing more can be added: close, then open again.
 */
public final class BlockIndexWriter implements AutoCloseable {
  private static final double BUFFER_MB = 64;

  private final FSDirectory directory;
  private final IndexWriter writer;
  private final TermStream stream = new TermStream();
  private final byte[] entryBytes = new byte[EntryBytes.LENGTH];
  private final BinaryDocValuesField entryField =
      new BinaryDocValuesField(Schema.ENTRY, new BytesRef(entryBytes));
  private final BinaryDocValuesField bloomField =
      new BinaryDocValuesField(Schema.BLOOM, new BytesRef());
  private final Document plain = new Document();
  private final Document withBloom = new Document();

  private BlockIndexWriter(FSDirectory directory, IndexWriter writer) {
    this.directory = directory;
    this.writer = writer;
    Field terms = new Field(Schema.TERMS, stream, Schema.TERM_TYPE);
    for (Document document : new Document[] {plain, withBloom}) {
      document.add(terms);
      document.add(entryField);
    }
    withBloom.add(bloomField);
  }

  /** Goes on after the last commit in this folder, or begins an index there. */
  public static BlockIndexWriter open(Path folder) throws IOException {
    FSDirectory directory = FSDirectory.open(folder);
    try {
      return new BlockIndexWriter(directory, new IndexWriter(directory, config()));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw Broken.wrap(folder, e);
    }
  }

  private static IndexWriterConfig config() {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
    config.setMergePolicy(NoMergePolicy.INSTANCE);
    config.setUseCompoundFile(false);
    config.setRAMBufferSizeMB(BUFFER_MB);
    config.setMaxFullFlushMergeWaitMillis(0);
    config.setCommitOnClose(false);
    return config;
  }

  /**
   * Adds the next block of the log.
   *
   * @param bloom filter of UUIDs, see {@link BlockIndexReader#bloom}; null if none is needed
   */
  public void add(BlockEntry entry, Terms terms, byte @Nullable [] bloom) throws IOException {
    EntryBytes.write(entry, entryBytes);
    stream.over(terms);
    try {
      if (bloom == null) {
        writer.addDocument(plain);
      } else {
        bloomField.setBytesValue(bloom);
        writer.addDocument(withBloom);
      }
    } catch (AlreadyClosedException e) {
      throw new IOException("the index has failed before", e);
    }
  }

  /**
   * Makes all that was added durable: first writes it, then lets the log be forced, then names it
   * in the commit; so an index never knows a block that the log may have lost.
   *
   * @return whether there was something to commit
   */
  public boolean commit(LogForce log) throws IOException {
    try {
      if (!writer.hasUncommittedChanges()) {
        return false;
      }
      writer.prepareCommit();
      log.force();
      writer.commit();
      return true;
    } catch (AlreadyClosedException e) {
      throw new IOException("the index has failed before", e);
    }
  }

  /** Makes the log's bytes durable. */
  @FunctionalInterface
  public interface LogForce {
    void force() throws IOException;
  }

  /** Ends without a commit. */
  @Override
  public void close() throws IOException {
    try (directory) {
      writer.rollback();
    }
  }
}
