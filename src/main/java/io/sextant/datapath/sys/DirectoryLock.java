package io.sextant.datapath.sys;

import java.nio.file.Path;
import java.util.Optional;

/** An flock(2) on a directory: one owner among all processes, let go by the kernel at its end. */
public final class DirectoryLock implements AutoCloseable {
  private static final int LOCK_EX_NB = 2 | 4;

  private final Fd fd;

  private DirectoryLock(Fd fd) {
    this.fd = fd;
  }

  /** Empty when another holds it. */
  public static Optional<DirectoryLock> tryLock(Path directory) throws SystemCallException {
    Fd fd = Fd.open(directory.toString(), Fd.O_RDONLY | Fd.O_DIRECTORY);
    try {
      Libc.call(
          "lock " + directory,
          (_, state) -> (int) Libc.FLOCK.invokeExact(state, fd.number(), LOCK_EX_NB));
      return Optional.of(new DirectoryLock(fd));
    } catch (SystemCallException e) {
      fd.close();
      if (e.errno() == Errno.EAGAIN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
