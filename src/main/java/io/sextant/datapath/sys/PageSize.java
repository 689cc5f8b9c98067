package io.sextant.datapath.sys;

/** The kernel's page: 4 KiB on x86-64, up to 64 KiB on aarch64. */
public final class PageSize {
  private static final int SC_PAGESIZE = 30;

  private PageSize() {}

  /** In bytes. */
  public static int bytes() {
    return Known.BYTES;
  }

  /** Asked once, and only where it is needed. */
  private static final class Known {
    static final int BYTES = ask();

    private static int ask() {
      try {
        return Math.toIntExact(
            Libc.call(
                "ask for the page size",
                (_, state) -> (long) Libc.SYSCONF.invokeExact(state, SC_PAGESIZE)));
      } catch (SystemCallException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
