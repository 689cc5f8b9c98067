package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A loaded program of type sched_cls. */
public final class BpfProgram implements AutoCloseable {
  private static final int INFO_SIZE = 8;
  private static final int SK_BUFF_SIZE = 192;
  private static final int SK_BUFF_IFINDEX = 40;

  private final Fd fd;
  private final String name;

  BpfProgram(Fd fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public int fd() {
    return fd.number();
  }

  /** The kernel's number for it. */
  public int id() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_SIZE, 8);
      Bpf.info(fd, info);
      return info.get(JAVA_INT, 4);
    }
  }

  public void pin(Path path) throws SystemCallException {
    Bpf.pin(fd, path);
  }

  /** What a test run returned, and the mean time of one run. */
  public record TestRun(int returned, int nanosPerRun) {}

  /**
   * Runs the program on a packet, Ethernet header first, without any device sending it.
   *
   * @param ifindex the device the program sees; it must exist in the caller's network namespace
   * @param repeat how often; all runs are on the calling thread's CPU
   */
  public TestRun testRun(byte[] packet, int ifindex, int repeat) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(JAVA_BYTE, packet);
      MemorySegment context = arena.allocate(SK_BUFF_SIZE, 8);
      context.set(JAVA_INT, SK_BUFF_IFINDEX, ifindex);
      MemorySegment attr = Bpf.attributes(arena);
      Bpf.set(attr, 0, fd.number());
      Bpf.set(attr, 8, packet.length);
      Bpf.set(attr, 16, data);
      Bpf.set(attr, 32, repeat);
      Bpf.set(attr, 40, SK_BUFF_SIZE);
      Bpf.set(attr, 48, context);
      Libc.call("test run of " + name, (_, state) -> Bpf.invoke(state, Bpf.PROG_TEST_RUN, attr));
      return new TestRun(attr.get(JAVA_INT, 4), attr.get(JAVA_INT, 36));
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
