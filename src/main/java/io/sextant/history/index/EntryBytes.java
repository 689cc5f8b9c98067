package io.sextant.history.index;

import java.nio.ByteBuffer;
import org.apache.lucene.util.BytesRef;

/** A {@link BlockEntry} as the bytes that stand in a document, big-endian. */
final class EntryBytes {
  static final int LENGTH = 5 * Long.BYTES + 2 * Integer.BYTES;

  private EntryBytes() {}

  static void write(BlockEntry entry, byte[] to) {
    ByteBuffer.wrap(to)
        .putLong(entry.offset())
        .putInt(entry.length())
        .putInt(entry.rows())
        .putLong(entry.firstSequence())
        .putLong(entry.lastSequence())
        .putLong(entry.minTimeNanos())
        .putLong(entry.maxTimeNanos());
  }

  static BlockEntry read(BytesRef from) throws IndexBrokenException {
    if (from.length != LENGTH) {
      throw new IndexBrokenException("a block's entry has " + from.length + " bytes: " + LENGTH);
    }
    ByteBuffer in = ByteBuffer.wrap(from.bytes, from.offset, from.length);
    return new BlockEntry(
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}
