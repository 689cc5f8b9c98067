package io.sextant.datapath;

import java.time.Duration;
import java.util.Set;

/**
 * Which packets become events.
 *
 * @param interval between two traces of one direction of a connection, under {@link
 *     Aggregation#MEDIUM} and above
 * @param tcpFlagMask TCP flags whose first appearance is reported at once, as in the TCP header
 * @param captureBytes of the packet behind each event, Ethernet header included
 */
public record EventSettings(
    Aggregation aggregation,
    Duration interval,
    int tcpFlagMask,
    int captureBytes,
    Set<EventKind> kinds) {
  /** How many traces are folded; drops and verdicts never are. */
  public enum Aggregation {
    /** Each packet, also where it comes from. */
    NONE(0),
    /** Each packet, where it goes. */
    LOWEST(1),
    LOW(2),
    /** A connection's first packet, new TCP flags, and one per interval. */
    MEDIUM(3),
    MAXIMUM(4);

    private final int level;

    Aggregation(int level) {
      this.level = level;
    }

    int level() {
      return level;
    }
  }

  /** What can be switched off. */
  public enum EventKind {
    DROP(1),
    TRACE(2),
    POLICY_VERDICT(4);

    private final int bit;

    EventKind(int bit) {
      this.bit = bit;
    }

    int bit() {
      return bit;
    }
  }

  public EventSettings {
    if (captureBytes < 0 || captureBytes > 0xffff) {
      throw new IllegalArgumentException("capture of " + captureBytes + " bytes: 0 to 65535");
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("interval " + interval + ": must not be negative");
    }
    kinds = Set.copyOf(kinds);
  }

  /** Medium aggregation, 5 s, all flags, 128 bytes, all kinds. */
  public static EventSettings defaults() {
    return new EventSettings(
        Aggregation.MEDIUM, Duration.ofSeconds(5), 0xff, 128, Set.of(EventKind.values()));
  }

  public EventSettings withAggregation(Aggregation level) {
    return new EventSettings(level, interval, tcpFlagMask, captureBytes, kinds);
  }

  public EventSettings withKinds(Set<EventKind> wanted) {
    return new EventSettings(aggregation, interval, tcpFlagMask, captureBytes, wanted);
  }

  public EventSettings withInterval(Duration wanted) {
    return new EventSettings(aggregation, wanted, tcpFlagMask, captureBytes, kinds);
  }
}
