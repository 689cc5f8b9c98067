package io.sextant.durable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that one process at a time has for itself, by a lock on a file in it. The kernel lets go
 * of it when the process ends, however it ends; the file stays. Any thread.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * Files that this process has locked. The kernel's lock is the process's: a second channel would
   * get no lock, and by its closing take the first one's away.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder, and makes it if it is not there.
   *
   * @param name of the file that is locked: those who want the folder for the same use the same
   * @return empty when another has it, in this process or another
   * @throws IOException when the folder cannot be made or written
   */
  public static Optional<FolderLock> tryLock(Path folder, String name) throws IOException {
    DurableFiles.createFolder(folder);
    Path file = folder.toRealPath().resolve(name);
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Optional.empty();
      }
      Optional<FolderLock> lock = ofProcess(file);
      lock.ifPresent(_ -> HELD.add(file));
      return lock;
    }
  }

  private static Optional<FolderLock> ofProcess(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      @Nullable FileLock held = channel.tryLock();
      if (held != null) {
        return Optional.of(new FolderLock(file, channel));
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (channel.isOpen()) {
        channel.close();
        HELD.remove(file);
      }
    }
  }
}
