package io.sextant.serve.grpc;

import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import java.util.List;

/**
 * Events of other observers, or of files, from messages of Hubble's API: the way back of {@link
 * FlowMessages}, as far as an event can tell. Texts that are no address, MAC or UUID count as
 * absent, numbers beyond what our events hold are cut to it.
 */
public final class EventReader {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private EventReader() {}

  /** A flow; it stands by itself and shares nothing with others. */
  public static Flow flow(io.sextant.proto.flow.Flow message) {
    return new FlowReader(message).read();
  }

  /** A loss that was noticed elsewhere. */
  public static LostEvents lost(
      io.sextant.proto.flow.LostEvent message, long timeNanos, String nodeName) {
    LostEvents.Source[] sources = LostEvents.Source.values();
    int source = message.getSourceValue();
    return new LostEvents(
        timeNanos,
        Node.named(nodeName),
        source >= 0 && source < sources.length ? sources[source] : sources[0],
        message.getNumEventsLost(),
        message.hasCpu() ? message.getCpu().getValue() : LostEvents.NO_CPU,
        message.hasFirst() ? nanos(message.getFirst()) : 0,
        message.hasLast() ? nanos(message.getLast()) : 0);
  }

  /** News of an agent; kinds that ours do not have come as unknown. */
  public static AgentEvent agent(
      io.sextant.proto.flow.AgentEvent message, long timeNanos, String nodeName) {
    return new AgentEvent(timeNanos, Node.named(nodeName), notification(message));
  }

  /** A message of a datapath's debugging. */
  public static DebugEvent debug(
      io.sextant.proto.flow.DebugEvent message, long timeNanos, String nodeName) {
    return new DebugEvent(
        timeNanos,
        Node.named(nodeName),
        message.getTypeValue(),
        message.hasSource() ? FlowReader.endpoint(message.getSource()) : null,
        message.getHash().getValue(),
        message.getArg1().getValue(),
        message.getArg2().getValue(),
        message.getArg3().getValue(),
        message.getMessage(),
        message.getCpu().getValue());
  }

  /** Nanoseconds since the Unix epoch, at most what fits. */
  public static long nanos(com.google.protobuf.Timestamp time) {
    long seconds = time.getSeconds();
    if (seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
      return Long.MAX_VALUE;
    }
    if (seconds <= Long.MIN_VALUE / NANOS_PER_SECOND) {
      return Long.MIN_VALUE;
    }
    return seconds * NANOS_PER_SECOND + time.getNanos();
  }

  private static AgentEvent.Notification notification(io.sextant.proto.flow.AgentEvent message) {
    return switch (message.getTypeValue()) {
      case 2 ->
          new AgentEvent.AgentStarted(
              message.getAgentStart().hasTime()
                  ? nanos(message.getAgentStart().getTime())
                  : AgentEvent.AgentStarted.TIME_UNKNOWN);
      case 3, 4 -> policy(message.getTypeValue() == 4, message.getPolicyUpdate());
      case 5, 6 -> regenerated(message.getTypeValue() == 6, message.getEndpointRegenerate());
      case 7, 8 -> endpoint(message.getTypeValue() == 8, message.getEndpointUpdate());
      case 9, 10 -> address(message.getTypeValue() == 10, message.getIpcacheUpdate());
      default ->
          new AgentEvent.Unknown(
              message.getUnknown().getType(), message.getUnknown().getNotification());
    };
  }

  private static AgentEvent.Notification policy(
      boolean deleted, io.sextant.proto.flow.PolicyUpdateNotification m) {
    return new AgentEvent.PolicyChanged(
        deleted, List.copyOf(m.getLabelsList()), m.getRevision(), m.getRuleCount());
  }

  private static AgentEvent.Notification regenerated(
      boolean failed, io.sextant.proto.flow.EndpointRegenNotification m) {
    return new AgentEvent.EndpointRegenerated(
        failed, m.getId(), List.copyOf(m.getLabelsList()), m.getError());
  }

  private static AgentEvent.Notification endpoint(
      boolean deleted, io.sextant.proto.flow.EndpointUpdateNotification m) {
    return new AgentEvent.EndpointChanged(
        deleted,
        m.getId(),
        List.copyOf(m.getLabelsList()),
        m.getError(),
        m.getPodName(),
        m.getNamespace());
  }

  private static AgentEvent.Notification address(
      boolean deleted, io.sextant.proto.flow.IPCacheNotification m) {
    return new AgentEvent.AddressChanged(
        deleted,
        m.getCidr(),
        m.getIdentity(),
        m.hasOldIdentity() ? m.getOldIdentity().getValue() : null,
        m.getHostIp(),
        m.getOldHostIp(),
        m.getEncryptKey(),
        m.getNamespace(),
        m.getPodName());
  }
}
