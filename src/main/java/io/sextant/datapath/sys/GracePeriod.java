package io.sextant.datapath.sys;

import java.util.concurrent.locks.LockSupport;

/** The kernel's word that no program is at work any more that began before. */
public final class GracePeriod {
  private static final int MEMBARRIER_GLOBAL = 1;

  /** Far longer than a program runs: it is done before its CPU does anything else. */
  private static final long PAUSE_NANOS = 20_000_000;

  private GracePeriod() {}

  /**
   * Returns when every program that was running at the call has ended; takes milliseconds.
   * membarrier(2) waits for exactly that; where the kernel has none, as with {@code nohz_full}, a
   * pause stands in.
   */
  public static void await() {
    try {
      Libc.call(
          "membarrier",
          (_, state) ->
              (long)
                  Libc.SYSCALL_MEMBARRIER.invokeExact(
                      state, Platform.current().membarrier, MEMBARRIER_GLOBAL, 0, 0));
    } catch (SystemCallException e) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
