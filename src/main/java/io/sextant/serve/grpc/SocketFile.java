package io.sextant.serve.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The file of a unix socket, from before the server listens until it is gone. */
final class SocketFile {
  private static final Logger LOG = Logger.getLogger(SocketFile.class.getName());
  private static final String SETTING = "sextant.grpc.socket";
  private static final String MODE = "rw-rw----";

  private final Path path;

  SocketFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
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
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isOther()) {
      throw new IOException(
          SETTING + " " + path + ": a file that is no socket is there; give another path");
    }
    if (isListenedOn()) {
      throw new IOException(
          SETTING + " " + path + ": a server listens there; end it, or give another path");
    }
    Files.delete(path);
  }

  /** Lets the owner and its group connect, and nobody else. */
  void restrict() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(MODE));
  }

  void remove() {
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
