package io.sextant.history;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The blocks of a partition, back to back, mapped for reading. One thread appends; any may read
 * what lies before {@link #written}.
 *
 * <pre>
 *   | block | block | ... | block |  nothing yet   |
 *   0                          written          capacity, a multiple of 64 MiB
 * </pre>
 *
 * The file is made longer in large steps, without taking room on the disk, so that it is mapped
 * anew seldom. All mappings go when the log is closed, which nobody may do while somebody reads.
 */
final class BlockLog implements AutoCloseable {
  private static final long STEP = 64L << 20;

  private final FileChannel channel;
  private final Arena arena = Arena.ofShared();
  private volatile MemorySegment mapped;
  private volatile long written;
  private volatile long forced;

  private BlockLog(FileChannel channel, long written, long capacity) throws IOException {
    this.channel = channel;
    this.written = written;
    this.forced = written;
    this.mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, capacity, arena);
  }

  /** Opens a log to be read only; all of it is taken as written. */
  static BlockLog read(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new BlockLog(channel, channel.size(), channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Goes on with a log after so many bytes, or makes it; what lies behind is forgotten. */
  static BlockLog append(Path file, long written) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      channel.truncate(written);
      return new BlockLog(channel, written, capacity(written));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static long capacity(long needed) {
    return (needed / STEP + 1) * STEP;
  }

  /** Number of bytes that are there; may be read from any thread. */
  long written() {
    return written;
  }

  /** The mapped file, at least {@link #written} bytes of it as they were before the call. */
  MemorySegment bytes() {
    return mapped;
  }

  /** Appends a block and gives its offset. */
  long append(ByteBuffer block) throws IOException {
    long offset = written;
    long end = offset + block.remaining();
    for (long at = offset; block.hasRemaining(); ) {
      at += channel.write(block, at);
    }
    if (end > mapped.byteSize()) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, capacity(end), arena);
    }
    written = end;
    return offset;
  }

  /** Makes all that was appended durable; any thread. */
  void force() throws IOException {
    long end = written;
    if (forced < end) {
      channel.force(false);
      // Two threads may force at once; whichever ends last knows less at worst.
      forced = end;
    }
  }

  /** Gives back what the file is longer than its blocks. Nothing is appended afterwards. */
  void trim() throws IOException {
    channel.truncate(written);
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    channel.close();
  }
}
