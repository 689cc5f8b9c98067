package io.sextant.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows at its end, by one thread. */
final class AppendFile implements AutoCloseable {
  private final FileChannel channel;
  private volatile long length;
  private volatile long forced;

  private AppendFile(FileChannel channel, long length) {
    this.channel = channel;
    this.length = length;
    this.forced = length;
  }

  /** Goes on after so many bytes of the file, which is made if it is not there. */
  static AppendFile open(Path file, long length) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.truncate(length);
      return new AppendFile(channel, length);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** All of a file; nothing if it is not there. */
  static byte[] read(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  long length() {
    return length;
  }

  void append(ByteBuffer bytes) throws IOException {
    long end = length;
    while (bytes.hasRemaining()) {
      end += channel.write(bytes, end);
    }
    length = end;
  }

  /** Forgets what is in it; nobody may force it meanwhile. */
  void clear() throws IOException {
    if (length > 0) {
      channel.truncate(0);
      length = 0;
      forced = 0;
    }
  }

  /** Makes all that was appended durable; any thread. */
  void force() throws IOException {
    long end = length;
    if (forced < end) {
      channel.force(false);
      forced = end;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
