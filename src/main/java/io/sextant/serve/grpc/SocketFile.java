package io.sextant.serve.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The file of a unix socket, from before the server listens until it is gone. A socket is made with
 * permissions that the umask decides. So it is made in a directory that only its owner may enter,
 * and linked to its place when its permissions are right.
 */
final class SocketFile {
  private static final Logger LOG = Logger.getLogger(SocketFile.class.getName());
  private static final String SETTING = "sextant.grpc.socket";
  private static final Set<PosixFilePermission> OF_SOCKET =
      PosixFilePermissions.fromString("rw-rw----");
  private static final Set<PosixFilePermission> OF_CLOSET =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final Path closet;
  private final Path binding;
  private boolean published;

  SocketFile(Path path) {
    this.path = path;
    // Short, because the kernel takes no path of more than 107 bytes.
    int name = ThreadLocalRandom.current().nextInt(1 << 24);
    this.closet = path.resolveSibling("." + Integer.toString(name, Character.MAX_RADIX));
    this.binding = closet.resolve("s");
  }

  Path path() {
    return path;
  }

  /** Where the server has to make the socket, between {@link #claim} and {@link #publish}. */
  Path binding() {
    return binding;
  }

  /**
   * Makes the place free: removes a file that a server left behind.
   *
   * @throws IOException if somebody listens there, or it is another kind of file
   */
  void claim() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      removeLeftover();
    }
    Files.createDirectory(closet, PosixFilePermissions.asFileAttribute(OF_CLOSET));
  }

  private void removeLeftover() throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isOther()) {
      throw new IOException(
          SETTING + " " + path + ": a file that is no socket is there; give another path");
    }
    if (isListenedOn()) {
      throw taken();
    }
    Files.delete(path);
  }

  private IOException taken() {
    return new IOException(
        SETTING + " " + path + ": a server listens there; end it, or give another path");
  }

  /**
   * Lets the owner and its group connect, and nobody else.
   *
   * @throws IOException if another was faster
   */
  void publish() throws IOException {
    Files.setPosixFilePermissions(binding, OF_SOCKET);
    try {
      Files.createLink(path, binding);
    } catch (FileAlreadyExistsException e) {
      throw taken();
    }
    published = true;
  }

  /** Removes what was needed on the way, however it went. */
  void tidy() throws IOException {
    Files.deleteIfExists(binding);
    Files.deleteIfExists(closet);
  }

  void remove() {
    if (!published) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the socket " + path + " stays behind", e);
    }
  }

  private boolean isListenedOn() throws IOException {
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }
}
