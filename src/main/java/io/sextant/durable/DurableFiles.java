package io.sextant.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Changes of a folder that a crash leaves either undone or done. */
public final class DurableFiles {
  private static final String UNFINISHED = ".new";
  private static final Set<StandardOpenOption> NEW_FILE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private DurableFiles() {}

  /** Replaces a file: written beside it, forced, then renamed over it. */
  public static void write(Path file, byte[] bytes) throws IOException {
    replace(file, bytes, StateFile.Survival.OF_MACHINE);
  }

  /**
   * Replaces a file.
   *
   * @param attributes that the new file has from its beginning
   */
  static void replace(
      Path file, byte[] bytes, StateFile.Survival survival, FileAttribute<?>... attributes)
      throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    try (FileChannel channel = FileChannel.open(unfinished, NEW_FILE, attributes)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      if (survival == StateFile.Survival.OF_MACHINE) {
        channel.force(true);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    if (survival == StateFile.Survival.OF_MACHINE) {
      forceFolder(folderOf(file));
    }
  }

  /** Makes a folder and its name durable. */
  public static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    forceFolder(folderOf(folder));
  }

  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folderOf(to));
  }

  /** Makes the names in a folder durable. */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Takes a folder and all in it away; nothing happens if it is not there. */
  public static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      for (Path inside : list(folder)) {
        delete(inside);
      }
    }
    Files.deleteIfExists(folder);
  }

  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Bytes of all files below, as far as they can be seen. */
  public static long size(Path folder) throws IOException {
    long bytes = 0;
    for (Path inside : list(folder)) {
      bytes += Files.isDirectory(inside) ? size(inside) : Files.size(inside);
    }
    return bytes;
  }

  static Path folderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is in no folder");
    }
    return folder;
  }
}
