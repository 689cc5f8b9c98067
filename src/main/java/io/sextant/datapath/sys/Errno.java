package io.sextant.datapath.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The kernel's error numbers that this program tells apart; the numbers hold on x86-64 and aarch64.
 */
public enum Errno {
  EPERM(1),
  ENOENT(2),
  ESRCH(3),
  EINTR(4),
  EBADF(9),
  EAGAIN(11),
  ENOMEM(12),
  EACCES(13),
  EBUSY(16),
  EEXIST(17),
  ENODEV(19),
  EINVAL(22),
  ENOSPC(28),
  ENOSYS(38),
  ENOLINK(67),
  E2BIG(7),
  EBADMSG(74),
  EOPNOTSUPP(95),
  /** The kernel's own, unknown to C libraries: this kind of map has no such operation. */
  ENOTSUPP(524),
  OTHER(-1);

  private static final Errno[] ALL = values();

  private final int number;

  Errno(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** The constant for a positive error number, {@link #OTHER} when it has none. */
  public static Errno of(int number) {
    for (Errno errno : ALL) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }

  /** The C library's text for an error number. */
  static String text(int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(128);
      MemorySegment text = (MemorySegment) Libc.STRERROR_R.invokeExact(number, buffer, 128L);
      return text.reinterpret(128).getString(0);
    } catch (Throwable e) {
      return "error " + number;
    }
  }
}
