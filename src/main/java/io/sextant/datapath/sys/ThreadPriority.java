package io.sextant.datapath.sys;

/** The scheduler's weight of a thread; Java's own priorities do nothing on Linux. */
public final class ThreadPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int CALLING_THREAD = 0;

  private ThreadPriority() {}

  /**
   * Sets the calling platform thread's nice value, -20 (most weight) to 19.
   *
   * @return false if that needs CAP_SYS_NICE: the thread goes on as it was
   */
  public static boolean nice(int value) {
    try {
      Libc.call(
          "set the thread's priority",
          (_, state) ->
              (int) Libc.SETPRIORITY.invokeExact(state, PRIO_PROCESS, CALLING_THREAD, value));
      return true;
    } catch (SystemCallException e) {
      return false;
    }
  }
}
