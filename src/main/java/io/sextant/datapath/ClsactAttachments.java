package io.sextant.datapath;

import io.sextant.datapath.sys.BpfLink.Hook;
import io.sextant.datapath.sys.BpfProgram;
import io.sextant.datapath.sys.ClsactFilter;
import io.sextant.datapath.sys.Errno;
import io.sextant.datapath.sys.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters under clsact. They stay by themselves; the pinned programs only mark where they are. */
final class ClsactAttachments implements Attachments {
  /** Marks a device whose queueing discipline is ours to remove. */
  private static final String DISCIPLINE = "-discipline";

  private final Path marks;

  ClsactAttachments(Path marks) {
    this.marks = marks;
  }

  @Override
  public void attach(int ifindex, Programs programs) throws IOException {
    if (ClsactFilter.addDiscipline(ifindex)) {
      mark(ifindex + DISCIPLINE, programs.fromEndpoint());
    }
    for (Map.Entry<Hook, BpfProgram> side : programs.byHook().entrySet()) {
      mark(Attachments.pinName(ifindex, side.getKey()), side.getValue());
      ClsactFilter.replace(ifindex, side.getKey(), side.getValue());
    }
  }

  @Override
  public boolean isAttached(int ifindex, Programs programs) throws IOException {
    for (Map.Entry<Hook, BpfProgram> side : programs.byHook().entrySet()) {
      Path mark = marks.resolve(Attachments.pinName(ifindex, side.getKey()));
      if (!Files.exists(mark)
          || ClsactFilter.programId(ifindex, side.getKey()) != side.getValue().id()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void detach(int ifindex) throws IOException {
    Path discipline = marks.resolve(ifindex + DISCIPLINE);
    for (Hook hook : Hook.values()) {
      Path mark = marks.resolve(Attachments.pinName(ifindex, hook));
      if (Files.deleteIfExists(mark)) {
        unlessGone(() -> ClsactFilter.remove(ifindex, hook));
      }
    }
    if (Files.deleteIfExists(discipline)) {
      unlessGone(() -> ClsactFilter.removeDiscipline(ifindex));
    }
  }

  @Override
  public List<Integer> adopt(Programs programs) throws IOException {
    List<Integer> gone = new ArrayList<>();
    for (int ifindex : devices()) {
      try {
        attach(ifindex, programs);
      } catch (SystemCallException e) {
        if (e.errno() != Errno.ENODEV) {
          throw e;
        }
        detach(ifindex);
        gone.add(ifindex);
      }
    }
    return gone;
  }

  @Override
  public List<Integer> devices() throws IOException {
    return PinDirectory.devices(marks);
  }

  private void mark(String name, BpfProgram program) throws IOException {
    Path mark = marks.resolve(name);
    Files.createDirectories(marks);
    Files.deleteIfExists(mark);
    program.pin(mark);
  }

  @FunctionalInterface
  private interface Removal {
    void run() throws IOException;
  }

  /** The device may be gone, and the filter with it. */
  private static void unlessGone(Removal removal) throws IOException {
    try {
      removal.run();
    } catch (SystemCallException e) {
      if (e.errno() != Errno.ENODEV && e.errno() != Errno.ENOENT && e.errno() != Errno.EINVAL) {
        throw e;
      }
    }
  }
}
