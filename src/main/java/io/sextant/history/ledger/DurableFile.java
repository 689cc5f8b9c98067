package io.sextant.history.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Changes of files that a crash leaves either undone or done. */
final class DurableFile {
  private static final String UNFINISHED = ".new";

  private DurableFile() {}

  /** Replaces a file: written beside it, forced, then renamed over it. */
  static void replace(Path file, ByteBuffer bytes) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(file);
  }

  /** Gives a file a second name, as {@code bad-ledger-1.log}, that stays when it is replaced. */
  static Path setAside(Path file) throws IOException {
    Path aside = file;
    for (int number = 1; Files.exists(aside); number++) {
      aside = file.resolveSibling("bad-%s-%d.log".formatted(stem(file), number));
    }
    try {
      Files.createLink(aside, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(file, aside);
    }
    forceFolder(file);
    return aside;
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static void forceFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
