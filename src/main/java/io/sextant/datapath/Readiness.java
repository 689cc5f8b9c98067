package io.sextant.datapath;

import java.util.List;

/** What {@link DatapathProbe} found. */
public sealed interface Readiness {
  /** The datapath can run; notes say what is done in another way than usual. */
  record Ready(List<String> notes) implements Readiness {
    public Ready {
      notes = List.copyOf(notes);
    }
  }

  /**
   * It cannot.
   *
   * @param check what failed
   * @param advice one line: what was found and what to do
   */
  record NotReady(Check check, String advice) implements Readiness {}

  /** In this order; the first that fails is reported. */
  enum Check {
    PLATFORM,
    CAPABILITIES,
    BPF_SYSTEM_CALL,
    LIBBPF,
    OTHER_AGENT,
    PROGRAM_LOAD,
    PERF_EVENTS
  }
}
