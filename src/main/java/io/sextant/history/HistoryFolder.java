package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.durable.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The folder of a history, held by one process at a time.
 *
 * <pre>
 *   FORMAT                 what wrote it
 *   lock                   held while a process uses it
 *   reserve                room for the time when the disk is full
 *   p-[first sequence]/    a partition
 *   thin-p-[...]/          what is kept of a partition, to take its place
 *   gone-p-[...]/          a partition on its way out
 *   bad-p-[...]/           a partition that could not be read; left to a person
 * </pre>
 */
final class HistoryFolder implements AutoCloseable {
  static final String FORMAT = "sextant-history 1";
  static final String THIN = "thin-";
  static final String GONE = "gone-";
  static final String BAD = "bad-";

  private static final String FORMAT_FILE = "FORMAT";
  private static final String LOCK_FILE = "lock";
  private static final String RESERVE_FILE = "reserve";
  private static final String PARTITION = "p-";
  private static final int LONGEST_FORMAT = 200;
  private static final int RESERVE_CHUNK = 1 << 20;

  private final Path folder;
  private final FolderLock lock;

  private HistoryFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes the folder for this process, and makes it if it is not there.
   *
   * @throws HistoryException if another process holds it, or another version wrote it
   */
  static HistoryFolder open(Path folder) throws IOException {
    FolderLock lock =
        FolderLock.tryLock(folder, LOCK_FILE)
            .orElseThrow(() ->
                new HistoryException(
                    "history folder "
                        + folder
                        + " is used by another process: stop it, or give this one a folder of its own"));
    try {
      checkFormat(folder);
      return new HistoryFolder(folder, lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private static void checkFormat(Path folder) throws IOException {
    Path file = folder.resolve(FORMAT_FILE);
    if (Files.exists(file)) {
      String found = readShort(file);
      if (!found.equals(FORMAT)) {
        throw new HistoryException(
            "history folder %s is of format \"%s\", this version reads \"%s\": give another folder"
                    .formatted(folder, found, FORMAT)
                + ", or run the version that wrote it");
      }
      return;
    }
    if (DurableFiles.list(folder).stream().anyMatch(HistoryFolder::isPartition)) {
      throw new HistoryException(
          "history folder %s has partitions but no file FORMAT: if all of them are of \"%s\","
                  .formatted(folder, FORMAT)
              + " write that line into it, else give another folder");
    }
    DurableFiles.write(file, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String readShort(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = Math.min(bytes.length, LONGEST_FORMAT);
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }

  Path path() {
    return folder;
  }

  /** The folder of the partition that begins with this sequence number. */
  Path partition(long firstSequence) {
    return folder.resolve("%s%016x".formatted(PARTITION, firstSequence));
  }

  /** Folders of partitions, the oldest first. */
  List<Path> partitions() throws IOException {
    return DurableFiles.list(folder).stream().filter(HistoryFolder::isPartition).toList();
  }

  /** Folders that carry this prefix before a partition's name. */
  List<Path> prefixed(String prefix) throws IOException {
    return DurableFiles.list(folder).stream()
        .filter(path -> path.getFileName().toString().startsWith(prefix + PARTITION))
        .toList();
  }

  private static boolean isPartition(Path path) {
    return path.getFileName().toString().matches(PARTITION + "[0-9a-f]{16}");
  }

  /** The sequence number in the name of a partition's folder. */
  static long firstSequence(Path partition) {
    String name = partition.getFileName().toString();
    return Long.parseUnsignedLong(name.substring(name.length() - 16), 16);
  }

  /** Bytes that may still be written. */
  long usableBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Bytes of what stands beside the partitions: ledger, names, the reserve. */
  long bytesBeside() throws IOException {
    long bytes = 0;
    for (Path file : DurableFiles.list(folder)) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  boolean hasReserve() {
    return Files.exists(folder.resolve(RESERVE_FILE));
  }

  void giveUpReserve() throws IOException {
    Files.deleteIfExists(folder.resolve(RESERVE_FILE));
  }

  /** Takes the reserve; zeros are written, since a hole would hold no room. */
  void takeReserve(long bytes) throws IOException {
    Path file = folder.resolve(RESERVE_FILE);
    if (Files.exists(file) && Files.size(file) == bytes) {
      return;
    }
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(RESERVE_CHUNK);
      for (long left = bytes; left > 0; ) {
        zeros.clear().limit((int) Math.min(left, RESERVE_CHUNK));
        left -= channel.write(zeros);
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** The same, if that leaves room for as much again. */
  void takeReserveIfRoom(long bytes) throws IOException {
    if (hasReserve() || usableBytes() >= 2 * bytes) {
      takeReserve(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
