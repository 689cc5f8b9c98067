package io.sextant.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Changes of a folder that a crash leaves either undone or done. */
final class DurableFiles {
  private static final String UNFINISHED = ".new";

  private DurableFiles() {}

  /** Replaces a file: written beside it, forced, then renamed over it. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folderOf(file));
  }

  /** Makes a folder and its name durable. */
  static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    forceFolder(folderOf(folder));
  }

  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folderOf(to));
  }

  /** Makes the names in a folder durable. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Takes a folder and all in it away; nothing happens if it is not there. */
  static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      for (Path inside : list(folder)) {
        delete(inside);
      }
    }
    Files.deleteIfExists(folder);
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Bytes of all files below, as far as they can be seen. */
  static long size(Path folder) throws IOException {
    long bytes = 0;
    for (Path inside : list(folder)) {
      bytes += Files.isDirectory(inside) ? size(inside) : Files.size(inside);
    }
    return bytes;
  }

  private static Path folderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is in no folder");
    }
    return folder;
  }
}
