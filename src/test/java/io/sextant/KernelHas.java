package io.sextant;

import io.sextant.datapath.sys.BpfMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * How much the kernel has because of pods, read past the agent.
 *
 * @param endpoints entries of the map
 * @param addresses entries of the map, those of no pod too
 * @param programs that are attached to devices
 */
record KernelHas(int endpoints, int addresses, int programs) {
  /**
   * Of a datapath.
   *
   * @param pins its folder
   */
  static KernelHas under(Path pins) throws IOException {
    Path current = pins.resolve("v2");
    return new KernelHas(
        entries(current.resolve("maps/endpoints")),
        entries(current.resolve("maps/addresses")),
        files(current.resolve("links")) + files(current.resolve("clsact")));
  }

  /** A pod has one address, and a program for each direction. */
  KernelHas lessOnePod() {
    return new KernelHas(endpoints - 1, addresses - 1, programs - 2);
  }

  private static int entries(Path pin) throws IOException {
    AtomicInteger count = new AtomicInteger();
    try (BpfMap map = BpfMap.openPinned(pin)) {
      map.forEach((_, _) -> count.incrementAndGet());
    }
    return count.get();
  }

  private static int files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Math.toIntExact(files.count());
    }
  }
}
