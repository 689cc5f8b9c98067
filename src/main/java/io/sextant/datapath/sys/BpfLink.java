package io.sextant.datapath.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A TCX attachment: it holds as long as this object is open or the link is pinned. */
public final class BpfLink implements AutoCloseable {
  private static final int INFO_SIZE = 24;

  private final Fd fd;

  private BpfLink(Fd fd) {
    this.fd = fd;
  }

  /** Which side of the device a program sees; the numbers are the kernel's attach types. */
  public enum Hook {
    INGRESS(46),
    EGRESS(47);

    final int attachType;

    Hook(int attachType) {
      this.attachType = attachType;
    }
  }

  /**
   * Attaches behind what is already on the device, found in the calling thread's namespace.
   *
   * @throws SystemCallException EINVAL before kernel 6.6
   */
  public static BpfLink create(BpfProgram program, int ifindex, Hook hook)
      throws SystemCallException {
    return new BpfLink(
        new Fd(
            Bpf.call(
                "attach " + program.name() + " to device " + ifindex,
                Bpf.LINK_CREATE,
                (attr, _) -> {
                  Bpf.set(attr, 0, program.fd());
                  Bpf.set(attr, 4, ifindex);
                  Bpf.set(attr, 8, hook.attachType);
                })));
  }

  public static BpfLink openPinned(Path path) throws SystemCallException {
    return new BpfLink(Bpf.openPinned(path));
  }

  /** Puts another program in place; no packet passes between the two. ENOLINK: no device. */
  public void update(BpfProgram program) throws SystemCallException {
    Bpf.call(
        "replace by " + program.name(),
        Bpf.LINK_UPDATE,
        (attr, _) -> {
          Bpf.set(attr, 0, fd.number());
          Bpf.set(attr, 4, program.fd());
        });
  }

  /** The device it is on, 0 when that is gone. */
  public int ifindex() throws SystemCallException {
    return info(16);
  }

  /** The kernel's number of the program in place. */
  public int programId() throws SystemCallException {
    return info(8);
  }

  private int info(int offset) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(INFO_SIZE, 8);
      Bpf.info(fd, info);
      return info.get(JAVA_INT, offset);
    }
  }

  public void pin(Path path) throws SystemCallException {
    Bpf.pin(fd, path);
  }

  /** Takes the program off the device now, whoever else holds the link. */
  public void detach() throws SystemCallException {
    Bpf.call("detach", Bpf.LINK_DETACH, (attr, _) -> Bpf.set(attr, 0, fd.number()));
  }

  @Override
  public void close() {
    fd.close();
  }
}
