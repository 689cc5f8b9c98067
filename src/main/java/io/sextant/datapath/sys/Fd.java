package io.sextant.datapath.sys;

import java.util.concurrent.atomic.AtomicInteger;

/** An owned file descriptor; closing twice closes once. */
public final class Fd implements AutoCloseable {
  static final int O_RDONLY = 0;
  static final int O_DIRECTORY = 0x10000;
  static final int O_CLOEXEC = 0x80000;

  private static final int CLOSED = -1;

  private final AtomicInteger number;

  Fd(long number) {
    this.number = new AtomicInteger(Math.toIntExact(number));
  }

  static Fd open(String path, int flags) throws SystemCallException {
    return new Fd(
        Libc.call(
            "open " + path,
            (arena, state) ->
                (int)
                    Libc.OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC, 0)));
  }

  /** The number the kernel knows it by. */
  public int number() {
    int open = number.get();
    if (open == CLOSED) {
      throw new IllegalStateException("the descriptor is closed");
    }
    return open;
  }

  /** Never fails: after close(2) the number is free whatever it returned. */
  @Override
  public void close() {
    int open = number.getAndSet(CLOSED);
    if (open == CLOSED) {
      return;
    }
    try {
      Libc.call("close", (_, state) -> (int) Libc.CLOSE.invokeExact(state, open));
    } catch (SystemCallException ignored) {
      // Nothing is left to do with it.
    }
  }
}
