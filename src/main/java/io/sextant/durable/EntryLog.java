package io.sextant.durable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A log of what changed since a state file was written. Not forced to the disk; an entry that is
 * not whole ends it, since the process ended while it wrote that.
 *
 * <pre>
 *  entry: length (4) | CRC-32C of the bytes (4) | bytes
 * </pre>
 *
 * Whoever writes a new state file empties the log only then, so entries must be such that playing
 * them once more onto the newer state changes nothing.
 */
public final class EntryLog {
  private static final int HEADER_BYTES = 8;
  private static final Set<StandardOpenOption> AT_ITS_END =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  private static final System.Logger LOG = System.getLogger(EntryLog.class.getName());

  private final Path file;

  public EntryLog(Path file) {
    this.file = file;
  }

  /** All entries up to the first that is not whole. */
  public List<byte[]> read() throws IOException {
    List<byte[]> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
    while (all.remaining() > HEADER_BYTES) {
      int length = all.getInt();
      int expected = all.getInt();
      if (length < 0 || length > all.remaining()) {
        break;
      }
      byte[] bytes = new byte[length];
      all.get(bytes);
      if (checksum(bytes) != expected) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0}: an entry is broken; what stands behind it is not known any more",
            file);
        break;
      }
      entries.add(bytes);
    }
    return entries;
  }

  /**
   * Adds entries, in one write.
   *
   * @return bytes by which the log grew
   */
  public int append(List<byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      bytes.write(header.putInt(entry.length).putInt(checksum(entry)).array());
      bytes.write(entry);
    }
    Files.createDirectories(DurableFiles.folderOf(file));
    try (FileChannel channel = FileChannel.open(file, AT_ITS_END, StateFile.OWNERS_ONLY)) {
      ByteBuffer left = ByteBuffer.wrap(bytes.toByteArray());
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
    return bytes.size();
  }

  /** Begins anew. */
  public void clear() throws IOException {
    Files.deleteIfExists(file);
  }

  private static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }
}
