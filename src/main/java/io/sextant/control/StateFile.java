package io.sextant.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that holds what a process is to know after its restart. It is replaced as a whole,
 * so that a crash leaves either the state before or the new one.
 *
 * <pre>
 *  magic (8 letters) | version (4) | CRC-32C of the content (4) | content
 * </pre>
 *
 * A file that is not whole, or of another version, is set aside with a message: the process goes on
 * without.
 */
public final class StateFile {
  private static final int HEADER_BYTES = 16;
  private static final System.Logger LOG = System.getLogger(StateFile.class.getName());

  private final Path path;
  private final String magic;
  private final int version;

  /** Writes content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads content. */
  @FunctionalInterface
  public interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  /**
   * @param magic eight ASCII letters that tell this kind of file from others
   */
  public StateFile(Path path, String magic, int version) {
    if (!magic.matches("[a-z]{8}")) {
      throw new IllegalArgumentException("magic \"" + magic + "\": must be eight letters a to z");
    }
    this.path = path;
    this.magic = magic;
    this.version = version;
  }

  /**
   * What was written last; empty when nothing was, or it is broken.
   *
   * @throws IOException when the file is there and cannot be read, or cannot be set aside
   */
  public <T> Optional<T> read(Reading<T> reading) throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      byte[] content = content(ByteBuffer.wrap(Files.readAllBytes(path)));
      return Optional.of(reading.from(new DataInputStream(new ByteArrayInputStream(content))));
    } catch (BrokenStateException | java.io.EOFException | RuntimeException e) {
      setAside(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Replaces the file; its folder is made if it is not there. */
  public void write(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.writeTo(new DataOutputStream(bytes));
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(path + " is in no folder");
    }
    Files.createDirectories(folder);
    Path unfinished = path.resolveSibling(path.getFileName() + ".new");
    writeForced(unfinished, framed(bytes.toByteArray()));
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private ByteBuffer framed(byte[] content) {
    ByteBuffer all = ByteBuffer.allocate(HEADER_BYTES + content.length);
    all.put(magic.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return all.putInt(version).putInt(checksum(content)).put(content).flip();
  }

  private static void writeForced(Path file, ByteBuffer bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private byte[] content(ByteBuffer all) throws BrokenStateException {
    if (all.remaining() < HEADER_BYTES) {
      throw new BrokenStateException("%d bytes are no whole file".formatted(all.remaining()));
    }
    byte[] name = new byte[magic.length()];
    all.get(name);
    if (!new String(name, java.nio.charset.StandardCharsets.US_ASCII).equals(magic)) {
      throw new BrokenStateException("does not begin with " + magic);
    }
    int found = all.getInt();
    if (found != version) {
      throw new BrokenStateException("version %d, not %d".formatted(found, version));
    }
    int expected = all.getInt();
    byte[] content = new byte[all.remaining()];
    all.get(content);
    if (checksum(content) != expected) {
      throw new BrokenStateException("the checksum does not fit");
    }
    return content;
  }

  private void setAside(String reason) throws IOException {
    Path aside = path.resolveSibling("bad-" + path.getFileName());
    Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: {1}; kept as {2}, and a new one is begun",
        path,
        reason,
        aside.getFileName());
  }

  private static int checksum(byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return (int) sum.getValue();
  }

  private static final class BrokenStateException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenStateException(String message) {
      super(message);
    }
  }
}
