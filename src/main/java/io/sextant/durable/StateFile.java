package io.sextant.durable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that holds what a process is to know after its restart. It is replaced as a whole,
 * so that a crash leaves either the state before or the new one; only its owner may read it.
 *
 * <pre>
 *  sextant KIND VERSION crc32c CHECKSUM-OF-THE-CONTENT
 *  content
 * </pre>
 */
public final class StateFile {
  static final FileAttribute<?> OWNERS_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final String kind;
  private final int version;
  private final Survival survival;

  /** What a new state outlives once it is written. */
  public enum Survival {
    /** The process: for what is about a kernel that forgets with the machine. */
    OF_PROCESS,
    /** The machine: writing waits for the disk. */
    OF_MACHINE
  }

  /**
   * @param kind tells these files from others: letters a to z and hyphens
   * @param version of the content's format
   */
  public StateFile(Path file, String kind, int version, Survival survival) {
    if (!kind.matches("[a-z-]+")) {
      throw new IllegalArgumentException("kind \"%s\": must be a to z and hyphens".formatted(kind));
    }
    this.file = file.toAbsolutePath();
    this.kind = kind;
    this.version = version;
    this.survival = survival;
  }

  /**
   * The content that was written last; empty when nothing was.
   *
   * @throws DamagedStateException when the file is not whole, or of another kind or version
   * @throws IOException when it is there and cannot be read
   */
  public Optional<byte[]> read() throws IOException {
    return Files.exists(file) ? Optional.of(content(Files.readAllBytes(file))) : Optional.empty();
  }

  /** Replaces the file; its folder is made if it is not there. */
  public void write(byte[] content) throws IOException {
    byte[] title = (title(content) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(title, title.length + content.length);
    System.arraycopy(content, 0, all, title.length, content.length);
    Files.createDirectories(DurableFiles.folderOf(file));
    DurableFiles.replace(file, all, survival, OWNERS_ONLY);
  }

  /**
   * Puts a damaged file out of the way, under the name {@code bad-…}.
   *
   * @return where it is now
   */
  public Path setAside() throws IOException {
    Path aside = file.resolveSibling("bad-" + file.getFileName());
    return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] content(byte[] all) throws DamagedStateException {
    int end = 0;
    while (end < all.length && all[end] != '\n') {
      end++;
    }
    String found = new String(all, 0, end, StandardCharsets.ISO_8859_1);
    if (end == all.length || !found.startsWith("sextant " + kind + " ")) {
      throw damaged("is damaged: it does not begin with a line \"sextant %s …\"".formatted(kind));
    }
    byte[] content = Arrays.copyOfRange(all, end + 1, all.length);
    String other = found.split(" ", -1)[2];
    if (other.matches("[0-9]+") && !other.equals(String.valueOf(version))) {
      throw damaged("is of version %s, this program reads version %d".formatted(other, version));
    }
    if (!found.equals(title(content))) {
      throw damaged("is damaged: its checksum is not that of its content");
    }
    return content;
  }

  private DamagedStateException damaged(String how) {
    return new DamagedStateException(file + " " + how);
  }

  private String title(byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    String checksum = HexFormat.of().toHexDigits((int) sum.getValue());
    return "sextant %s %d crc32c %s".formatted(kind, version, checksum);
  }
}
