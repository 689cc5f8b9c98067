package io.sextant.cni;

import io.sextant.flow.Cidr;
import java.nio.file.Path;
import java.util.List;

/**
 * How devices for pods are made.
 *
 * @param socket where the plug-in finds the agent
 * @param book file that says which pod has which addresses
 * @param ranges that pods get their addresses of, for each family one at least that is wanted
 * @param mtu of pods' devices, in bytes
 */
public record CniSettings(Path socket, Path book, List<Cidr> ranges, int mtu) {
  /** Where the plug-in looks when nothing else is said. */
  public static final Path USUAL_SOCKET = Path.of("/var/run/sextant/cni.sock");

  public static final Path USUAL_BOOK = Path.of("/var/lib/sextant/attachments");
  public static final int USUAL_MTU = 1500;

  /** What every IPv6 link carries (RFC 8200), and every host IPv4 (RFC 791). */
  private static final int LEAST_MTU_V6 = 1280;

  private static final int LEAST_MTU_V4 = 576;
  private static final int MOST_MTU = 65_535;

  public CniSettings {
    ranges = List.copyOf(ranges);
    int least =
        ranges.stream().allMatch(range -> range.address().isV4()) ? LEAST_MTU_V4 : LEAST_MTU_V6;
    if (mtu < least || mtu > MOST_MTU) {
      throw new IllegalArgumentException(
          "mtu %d of pods' devices: %d to %d is possible".formatted(mtu, least, MOST_MTU));
    }
  }
}
