package io.sextant.enrich;

import io.sextant.decode.AccessLogRecord;
import io.sextant.decode.AgentNotification;
import io.sextant.decode.DatapathDecoder;
import io.sextant.decode.DebugCapture;
import io.sextant.decode.DebugMsg;
import io.sextant.decode.DropNotify;
import io.sextant.decode.PolicyVerdictNotify;
import io.sextant.decode.Refusal;
import io.sextant.decode.TraceNotify;
import io.sextant.decode.TraceSockNotify;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Event;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From a raw sample to a named event: decoding and naming in one call. Belongs to one thread; takes
 * no lock and allocates nothing but the event. What it refuses it counts.
 */
public final class EventParser {
  private final DatapathDecoder decoder = new DatapathDecoder();
  private final Supplier<? extends ClusterView> cluster;
  private final PacketEnricher packets;
  private final SocketEnricher sockets;
  private final AccessLogEnricher accessLog;
  private final RefusalCounts refusals = new RefusalCounts();

  /**
   * @param cluster what is known at the moment; asked once per event
   */
  public EventParser(Supplier<? extends ClusterView> cluster, ParserOptions options) {
    this.cluster = cluster;
    EndpointResolver endpoints = new EndpointResolver();
    this.packets = new PacketEnricher(endpoints, options.correlatePolicies());
    this.sockets = new SocketEnricher(endpoints, options.skipUnknownCgroups());
    this.accessLog = new AccessLogEnricher(options.redaction());
  }

  /**
   * The event in {@code buffer[offset, offset + length)}, or null when it was refused and counted.
   * The buffer may be reused afterwards.
   */
  public @Nullable Event parse(byte[] buffer, int offset, int length, Arrival arrival) {
    ClusterView view = cluster.get();
    return switch (decoder.decode(buffer, offset, length)) {
      case TraceNotify trace -> packets.trace(trace, view, arrival);
      case PolicyVerdictNotify verdict -> packets.verdict(verdict, view, arrival);
      case DropNotify drop -> packets.drop(drop, view, arrival);
      case DebugCapture capture -> packets.capture(capture, view, arrival);
      case TraceSockNotify socket ->
          counted(sockets.flow(socket, view, arrival), Refusal.UNKNOWN_CGROUP);
      case DebugMsg message -> DebugEvents.event(message, view, arrival);
      case Refusal refusal -> counted(null, refusal);
    };
  }

  /** The flow of a request or response, or null when it was refused and counted. */
  public @Nullable Event parse(AccessLogRecord record, Arrival arrival) {
    return counted(accessLog.flow(record, cluster.get(), arrival), Refusal.UNREADABLE_TIME);
  }

  /** News of the agent. */
  public AgentEvent parse(AgentNotification notification, Arrival arrival) {
    return new AgentEvent(arrival.timeNanos(), arrival.node(), notification.decode());
  }

  /** What was refused so far. */
  public RefusalCounts refusals() {
    return refusals;
  }

  private @Nullable Event counted(@Nullable Event event, Refusal reason) {
    if (event == null) {
      refusals.add(reason);
    }
    return event;
  }
}
