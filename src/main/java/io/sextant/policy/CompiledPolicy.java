package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.List;

/**
 * The policies of one endpoint as entries for the kernel; equal for endpoints with equal rules.
 *
 * @param enforcesIngress whether anything is to be matched at all; if not, all may come in
 * @param enforcesEgress the same for what goes out
 */
public record CompiledPolicy(boolean enforcesIngress, boolean enforcesEgress, List<Entry> entries) {

  /** Nothing is enforced. */
  public static final CompiledPolicy OPEN = new CompiledPolicy(false, false, List.of());

  public CompiledPolicy {
    entries = List.copyOf(entries);
  }

  /**
   * What one entry matches and says. Of all entries that match a packet a deny wins, else the one
   * with the most specific ports.
   *
   * @param identity of the other side, 0 for any
   * @param protocol IANA number, 0 for any
   * @param port destination port or ICMP type
   * @param portPrefixLength leading bits of the port that count, 0 for any port
   * @param origin the rules that say so; none when it stands for no policy at all
   */
  public record Entry(
      int identity,
      TrafficDirection direction,
      int protocol,
      int port,
      int portPrefixLength,
      boolean deny,
      Origin origin) {
    /** By hand and without the origin: rule sets are keys, and their entries many. */
    @Override
    public int hashCode() {
      int match = ((identity * 31 + protocol) * 31 + port) * 31 + portPrefixLength;
      return (match * 31 + direction.ordinal()) * 31 + Boolean.hashCode(deny);
    }
  }
}
