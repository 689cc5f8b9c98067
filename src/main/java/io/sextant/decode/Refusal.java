package io.sextant.decode;

/** Why a sample or record did not become an event. */
public enum Refusal implements DatapathEvent {
  /** No byte at all. */
  EMPTY("empty"),
  /** The first byte is no message type that a ring carries. */
  UNKNOWN_TYPE("unknown-type"),
  /** A version of a notification from a newer datapath. */
  UNKNOWN_VERSION("unknown-version"),
  /** Shorter than its notification. */
  TRUNCATED_NOTIFICATION("truncated-notification"),
  /** A header of the packet is cut off or contradicts itself. */
  MALFORMED_PACKET("malformed-packet"),
  /** The notification speaks of a tunnel that the packet does not have, or its inside is broken. */
  MALFORMED_OVERLAY("malformed-overlay"),
  /** A socket of a control group that belongs to no known pod. */
  UNKNOWN_CGROUP("unknown-cgroup"),
  /** An access log record without a readable time. */
  UNREADABLE_TIME("unreadable-time");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  /** As metrics name it. */
  public String text() {
    return text;
  }
}
