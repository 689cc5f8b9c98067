package io.sextant.datapath.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the process may do, from {@code CapEff} in {@code /proc/self/status}. */
public final class Capabilities {
  private static final int NET_ADMIN = 12;
  private static final int SYS_ADMIN = 21;
  private static final int PERFMON = 38;
  private static final int BPF = 39;

  private Capabilities() {}

  /** Names of those that the datapath needs and the process lacks; unknown counts as held. */
  public static List<String> missing() {
    try {
      return missing(Files.readAllLines(Path.of("/proc/self/status")));
    } catch (IOException e) {
      return List.of();
    }
  }

  static List<String> missing(List<String> status) {
    for (String line : status) {
      if (line.startsWith("CapEff:")) {
        return missing(Long.parseUnsignedLong(line.substring(7).strip(), 16));
      }
    }
    return List.of();
  }

  private static List<String> missing(long effective) {
    List<String> missing = new ArrayList<>();
    boolean all = has(effective, SYS_ADMIN);
    if (!has(effective, NET_ADMIN)) {
      missing.add("CAP_NET_ADMIN");
    }
    if (!all && !has(effective, BPF)) {
      missing.add("CAP_BPF");
    }
    if (!all && !has(effective, PERFMON)) {
      missing.add("CAP_PERFMON");
    }
    return missing;
  }

  private static boolean has(long effective, int bit) {
    return (effective >>> bit & 1) == 1;
  }
}
