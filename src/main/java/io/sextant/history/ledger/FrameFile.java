package io.sextant.history.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A durable log of byte records, each with its check sum.
 *
 * <pre>
 *   | magic 8 | version 4 | check 4 |      once
 *   | marker 4 | length 4 | check 4 | payload |      per record; check is over length and payload
 * </pre>
 *
 * All numbers are little endian, checks are CRC32C. Records are written at known positions: what a
 * failed write left behind is written over by the next. Belongs to one thread.
 */
final class FrameFile implements AutoCloseable {
  private final Path file;
  private final FrameFormat format;
  private FileChannel channel;
  private long end;
  private boolean closed;

  private FrameFile(Path file, FrameFormat format, FileChannel channel, long end) {
    this.file = file;
    this.format = format;
    this.channel = channel;
    this.end = end;
  }

  /** An open log, and what was found in it. */
  record Opened(FrameFile file, List<byte[]> records, FileCheck check) {}

  /**
   * Opens a log, makes it if it is not there, cuts a torn end off, and sets a file that is damaged
   * inside aside: the log goes on with those of its records that are whole.
   *
   * @throws IOException when it cannot be read or has a format of another version
   */
  static Opened open(Path file, FrameFormat format) throws IOException {
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    FrameScan scan = format.scan(file, bytes);
    FileCheck check = repaired(file, format, bytes, scan);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
    try {
      long end = channel.size() - check.cutBytes();
      channel.truncate(end).force(true);
      return new Opened(new FrameFile(file, format, channel, end), scan.payloads(), check);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Leaves a file that begins with all records that were found. */
  private static FileCheck repaired(Path file, FrameFormat format, byte[] bytes, FrameScan scan)
      throws IOException {
    long records = scan.payloads().size();
    long cut = (long) bytes.length - scan.end();
    if (scan.isDamaged()) {
      Path aside = DurableFile.setAside(file);
      DurableFile.replace(file, format.file(scan.payloads()));
      return new FileCheck(records, 0, cut + scan.skipped(), message(file, aside, scan));
    }
    if (scan.end() == 0) {
      DurableFile.replace(file, format.file(List.of()));
      return new FileCheck(0, 0, 0, "");
    }
    return new FileCheck(records, cut, 0, "");
  }

  private static String message(Path file, Path aside, FrameScan scan) {
    return "%s is damaged: %d bytes inside are no records; set aside as %s, going on with the %d records that are whole"
        .formatted(file, scan.skipped(), aside.getFileName(), scan.payloads().size());
  }

  /**
   * Adds records and makes them durable; after a failure none of them counts as written. A thread
   * that is interrupted fails; the next call opens the file again.
   */
  void append(List<byte[]> payloads) throws IOException {
    if (!channel.isOpen() && !closed) {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }
    ByteBuffer frames = format.frames(payloads);
    long at = end;
    while (frames.hasRemaining()) {
      at += channel.write(frames, at);
    }
    channel.force(false);
    end = at;
  }

  /** Puts other records in the place of all; a crash leaves the old ones or the new ones. */
  void rewrite(List<byte[]> payloads) throws IOException {
    DurableFile.replace(file, format.file(payloads));
    FileChannel now = FileChannel.open(file, StandardOpenOption.WRITE);
    FileChannel before = channel;
    channel = now;
    end = now.size();
    before.close();
  }

  long bytes() {
    return end;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    channel.close();
  }
}
