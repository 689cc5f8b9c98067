package io.sextant.datapath;

import io.sextant.datapath.Readiness.Check;
import io.sextant.datapath.Readiness.NotReady;
import io.sextant.datapath.Readiness.Ready;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.BpfLink;
import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.BpfObject;
import io.sextant.datapath.sys.BpfProgram;
import io.sextant.datapath.sys.Capabilities;
import io.sextant.datapath.sys.Errno;
import io.sextant.datapath.sys.MapType;
import io.sextant.datapath.sys.PageSize;
import io.sextant.datapath.sys.PerfBuffer;
import io.sextant.datapath.sys.Platform;
import io.sextant.datapath.sys.SystemCallException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks, before anything is changed, whether this machine can run the datapath. */
public final class DatapathProbe {
  private static final int NO_DEVICE = Integer.MAX_VALUE;
  private static final DatapathConfig.Capacity SMALL = new DatapathConfig.Capacity(1, 1, 1, 64);

  private DatapathProbe() {}

  /** Runs the checks in order; leaves nothing behind. */
  public static Readiness probe() {
    for (Step step : STEPS) {
      Optional<String> advice = step.test().advice();
      if (advice.isPresent()) {
        return new NotReady(step.check(), advice.get().replace('\n', ' '));
      }
    }
    return new Ready(notes());
  }

  /** Empty, or what to do. */
  @FunctionalInterface
  private interface Test {
    Optional<String> advice();
  }

  private record Step(Check check, Test test) {}

  private static final List<Step> STEPS =
      List.of(
          new Step(Check.PLATFORM, DatapathProbe::platform),
          new Step(Check.CAPABILITIES, DatapathProbe::capabilities),
          new Step(Check.BPF_SYSTEM_CALL, DatapathProbe::bpfSystemCall),
          new Step(Check.LIBBPF, DatapathProbe::libbpf),
          new Step(Check.OTHER_AGENT, DatapathProbe::otherAgent),
          new Step(Check.PROGRAM_LOAD, DatapathProbe::programLoad),
          new Step(Check.PERF_EVENTS, DatapathProbe::perfEvents));

  /** False before kernel 6.6, which does not know the attach type and says EINVAL first. */
  static boolean hasTcx(BpfProgram program) throws IOException {
    try (BpfLink link = BpfLink.create(program, NO_DEVICE, BpfLink.Hook.INGRESS)) {
      return link.ifindex() >= 0;
    } catch (SystemCallException e) {
      return e.errno() == Errno.ENODEV;
    }
  }

  private static Optional<String> platform() {
    if (Platform.current() != Platform.UNSUPPORTED) {
      return Optional.empty();
    }
    return Optional.of(
        "the datapath needs Linux on x86-64 or aarch64, this is %s on %s: run with a recording"
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
  }

  private static Optional<String> capabilities() {
    List<String> missing = Capabilities.missing();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "missing " + String.join(", ", missing) + ": run as root, or grant these capabilities");
  }

  private static Optional<String> bpfSystemCall() {
    BpfMap.Shape shape = new BpfMap.Shape("probe", MapType.ARRAY, 4, 4, 1, 0);
    try (BpfMap map = BpfMap.create(shape)) {
      return map.shape().equals(shape)
          ? Optional.empty()
          : Optional.of("the kernel made " + map.shape());
    } catch (SystemCallException e) {
      return Optional.of(
          e.errno() == Errno.ENOSYS
              ? "this kernel or sandbox has no bpf system call: run on a kernel of 5.10 or newer"
              : "the bpf system call is refused ("
                  + e.getMessage()
                  + "): allow it in the seccomp profile or kernel lockdown");
    }
  }

  private static Optional<String> libbpf() {
    return BpfObject.isLibraryPresent()
        ? Optional.empty()
        : Optional.of(
            "libbpf.so.1 is not found: apt-get install libbpf1, or your system's package");
  }

  private static Optional<String> otherAgent() {
    try {
      PinDirectory.refuseCilium();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> programLoad() {
    try (DatapathObject.Loaded loaded = DatapathObject.loadAlone(SMALL)) {
      return loaded.maps().isEmpty() ? Optional.of("the object has no maps") : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "kernel %s refuses the programs, 5.10 or newer is needed: %s"
              .formatted(System.getProperty("os.version"), e.getMessage()));
    }
  }

  private static Optional<String> perfEvents() {
    int page = PageSize.bytes();
    try (PerfBuffer buffer = PerfBuffer.open(0, page, page / 2)) {
      buffer.enable();
      return Optional.empty();
    } catch (SystemCallException e) {
      return Optional.of(
          e.getMessage() + ": grant CAP_PERFMON, or set kernel.perf_event_paranoid to 0");
    }
  }

  private static List<String> notes() {
    List<String> notes = new ArrayList<>();
    try {
      if (!BpfFileSystem.holds(BpfFileSystem.USUAL)) {
        notes.add("no bpf file system at " + BpfFileSystem.USUAL + ": it must be mounted first");
      }
      try (DatapathObject.Loaded loaded = DatapathObject.loadAlone(SMALL)) {
        if (!hasTcx(loaded.programs().fromEndpoint())) {
          notes.add("kernel without TCX (before 6.6): attaching by clsact");
        }
      }
    } catch (IOException e) {
      notes.add(String.valueOf(e.getMessage()));
    }
    return notes;
  }
}
