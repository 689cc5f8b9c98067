package io.sextant.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** News of the agent: what it did to endpoints, policies and addresses. */
public record AgentEvent(long timeNanos, Node node, Notification notification) implements Event {

  /** One of the kinds of news; its number is {@code flow.AgentEventType} in Hubble's API. */
  public sealed interface Notification {
    int typeNumber();
  }

  /**
   * News of a kind that the API has no message for.
   *
   * @param type number of the agent's notification, as text
   * @param json what it said
   */
  public record Unknown(String type, String json) implements Notification {
    @Override
    public int typeNumber() {
      return 0;
    }
  }

  /**
   * The agent came up.
   *
   * @param startedNanos nanoseconds since the Unix epoch, or {@link #TIME_UNKNOWN}
   */
  public record AgentStarted(long startedNanos) implements Notification {
    public static final long TIME_UNKNOWN = Long.MIN_VALUE;

    @Override
    public int typeNumber() {
      return 2;
    }
  }

  public record PolicyChanged(boolean deleted, List<String> labels, long revision, long ruleCount)
      implements Notification {
    @Override
    public int typeNumber() {
      return deleted ? 4 : 3;
    }
  }

  public record EndpointRegenerated(boolean failed, long id, List<String> labels, String error)
      implements Notification {
    @Override
    public int typeNumber() {
      return failed ? 6 : 5;
    }
  }

  public record EndpointChanged(
      boolean deleted, long id, List<String> labels, String error, String podName, String namespace)
      implements Notification {
    @Override
    public int typeNumber() {
      return deleted ? 8 : 7;
    }
  }

  /**
   * An address got or lost its identity.
   *
   * @param oldIdentity null when there was none
   */
  public record AddressChanged(
      boolean deleted,
      String cidr,
      int identity,
      @Nullable Integer oldIdentity,
      String hostIp,
      String oldHostIp,
      int encryptKey,
      String namespace,
      String podName)
      implements Notification {
    @Override
    public int typeNumber() {
      return deleted ? 10 : 9;
    }
  }
}
