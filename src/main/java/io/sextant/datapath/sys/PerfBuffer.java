package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The perf ring of one CPU: the descriptor for the event array's slot, and the mapped pages.
 *
 * <p>One thread waits and reads; it must have ended before {@link #close}, which unmaps the pages.
 */
public final class PerfBuffer implements AutoCloseable {
  private static final int ATTR_SIZE = 112;
  private static final int TYPE_SOFTWARE = 1;
  private static final long CONFIG_BPF_OUTPUT = 10;
  private static final long SAMPLE_TIME = 0x4;
  private static final long SAMPLE_RAW = 0x400;
  private static final long FLAG_WATERMARK = 1L << 14;
  private static final long FLAG_SAMPLE_ID_ALL = 1L << 18;
  private static final long FLAG_USE_CLOCKID = 1L << 25;
  private static final int CLOCK_MONOTONIC = 1;
  private static final long FLAG_FD_CLOEXEC = 8;
  private static final long IOC_ENABLE = 0x2400;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final short POLLIN = 1;

  private final Fd fd;
  private final MemorySegment pages;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment pollFd = arena.allocate(8, 8);
  private final MemorySegment state = arena.allocate(Libc.CALL_STATE);

  private PerfBuffer(Fd fd, MemorySegment pages) {
    this.fd = fd;
    this.pages = pages;
    pollFd.set(JAVA_INT, 0, fd.number());
    pollFd.set(JAVA_SHORT, 4, POLLIN);
  }

  /**
   * Opens and maps the ring; all records carry the time of CLOCK_MONOTONIC.
   *
   * @param dataBytes a power of two, at least a page
   * @param watermarkBytes how much must be in it before {@link #await} is woken
   */
  public static PerfBuffer open(int cpu, int dataBytes, int watermarkBytes)
      throws SystemCallException {
    int page = PageSize.bytes();
    if (Integer.bitCount(dataBytes) != 1 || dataBytes < page) {
      throw new IllegalArgumentException(
          "ring of "
              + dataBytes
              + " bytes: must be a power of two, a page of "
              + page
              + " or more");
    }
    Fd fd = openEvent(cpu, watermarkBytes);
    try {
      long length = page + (long) dataBytes;
      long address =
          Libc.call(
              "map the ring of CPU " + cpu,
              (_, state) ->
                  (long)
                      Libc.MMAP.invokeExact(
                          state, 0L, length, PROT_READ_WRITE, MAP_SHARED, fd.number(), 0L));
      return new PerfBuffer(fd, MemorySegment.ofAddress(address).reinterpret(length));
    } catch (SystemCallException e) {
      fd.close();
      throw e;
    }
  }

  public int fd() {
    return fd.number();
  }

  /** The control page, then the data; gone after {@link #close}. */
  public MemorySegment pages() {
    return pages;
  }

  public void enable() throws SystemCallException {
    Libc.call(
        "enable the ring",
        (_, state) -> (int) Libc.IOCTL.invokeExact(state, fd.number(), IOC_ENABLE, 0L));
  }

  /** Waits until the watermark is passed or the time is over; allocates nothing. */
  public void await(int millis) throws SystemCallException {
    try {
      int ready = (int) Libc.POLL.invokeExact(state, pollFd, 1L, millis);
      if (ready < 0 && Errno.of(Libc.errno(state)) != Errno.EINTR) {
        throw new SystemCallException("wait for the ring", Libc.errno(state));
      }
    } catch (SystemCallException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.unexpected("poll", e);
    }
  }

  @Override
  public void close() {
    try {
      Libc.call(
          "unmap the ring",
          (_, unmap) -> (int) Libc.MUNMAP.invokeExact(unmap, pages.address(), pages.byteSize()));
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    } finally {
      fd.close();
      arena.close();
    }
  }

  private static Fd openEvent(int cpu, int watermarkBytes) throws SystemCallException {
    return new Fd(
        Libc.call(
            "open the perf ring of CPU " + cpu,
            (arena, state) -> {
              MemorySegment attr = arena.allocate(ATTR_SIZE, 8);
              attr.set(JAVA_INT, 0, TYPE_SOFTWARE);
              attr.set(JAVA_INT, 4, ATTR_SIZE);
              attr.set(JAVA_LONG, 8, CONFIG_BPF_OUTPUT);
              attr.set(JAVA_LONG, 16, 1L);
              attr.set(JAVA_LONG, 24, SAMPLE_RAW | SAMPLE_TIME);
              attr.set(JAVA_LONG, 40, FLAG_WATERMARK | FLAG_SAMPLE_ID_ALL | FLAG_USE_CLOCKID);
              attr.set(JAVA_INT, 48, watermarkBytes);
              attr.set(JAVA_INT, 92, CLOCK_MONOTONIC);
              return (long)
                  Libc.SYSCALL_PERF_EVENT_OPEN.invokeExact(
                      state, Platform.current().perfEventOpen, attr, -1, cpu, -1, FLAG_FD_CLOEXEC);
            }));
  }
}
