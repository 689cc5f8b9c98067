package io.sextant.history.block;

import com.github.luben.zstd.ZstdDecompressCtx;
import org.jspecify.annotations.Nullable;

/**
 * What a thread needs to read blocks, one after the other: room that is used again. It remembers
 * the block whose flows were read last.
 */
public final class Scratch implements AutoCloseable {
  final ColumnReader columns = new ColumnReader();
  final DecodedRows rows = new DecodedRows();
  private long[] longs = new long[64];
  private @Nullable ZstdDecompressCtx zstd;

  long[] longs(int count) {
    if (count > longs.length) {
      longs = new long[Math.max(count, 2 * longs.length)];
    }
    return longs;
  }

  ZstdDecompressCtx zstd() {
    if (zstd == null) {
      zstd = new ZstdDecompressCtx();
    }
    return zstd;
  }

  /** Frees what is outside of the heap; it is made again when needed. */
  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
      zstd = null;
    }
  }
}
