package io.sextant.datapath.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many CPUs the kernel keeps per-CPU data for, present or not. */
public final class PossibleCpus {
  private static final Path LIST = Path.of("/sys/devices/system/cpu/possible");

  private PossibleCpus() {}

  public static int count() {
    try {
      return parse(Files.readString(LIST).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + LIST + ": is /sys mounted?", e);
    }
  }

  /** One more than the highest number in a list such as {@code 0-3,8-11}. */
  static int parse(String list) {
    String last = list.substring(list.lastIndexOf(',') + 1);
    return Integer.parseInt(last.substring(last.lastIndexOf('-') + 1)) + 1;
  }
}
