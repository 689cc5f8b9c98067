package io.sextant.decode;

import io.sextant.flow.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Samples of a perf ring to events. Belongs to one thread; the event it hands out is valid until
 * the next call.
 */
public final class DatapathDecoder {
  private static final int VERSION = 14;

  private final Packet packet = new Packet();
  private final PacketDecoder packets = new PacketDecoder(packet);
  private final DropNotify drop = new DropNotify(packet);
  private final TraceNotify trace = new TraceNotify(packet);
  private final PolicyVerdictNotify verdict = new PolicyVerdictNotify(packet);
  private final DebugCapture capture = new DebugCapture(packet);
  private final DebugMsg debug = new DebugMsg();
  private final TraceSockNotify socket = new TraceSockNotify();

  /**
   * Decodes {@code buffer[offset, offset + length)}, which must stay unchanged while the event is
   * used.
   */
  public DatapathEvent decode(byte[] buffer, int offset, int length) {
    if (length <= 0) {
      return Refusal.EMPTY;
    }
    return switch (buffer[offset] & 0xff) {
      case EventType.DROP -> drop(buffer, offset, length);
      case EventType.TRACE -> trace(buffer, offset, length);
      case EventType.POLICY_VERDICT -> verdict(buffer, offset, length);
      case EventType.CAPTURE -> capture(buffer, offset, length);
      case EventType.DEBUG -> fixed(debug, DebugMsg.LENGTH, buffer, offset, length);
      case EventType.TRACE_SOCK -> fixed(socket, TraceSockNotify.LENGTH, buffer, offset, length);
      default -> Refusal.UNKNOWN_TYPE;
    };
  }

  /** What the UDP header of the event's packet carries; only for packets that have one. */
  Cursor udpPayload() {
    return packets.udpPayload();
  }

  private DatapathEvent drop(byte[] buffer, int offset, int length) {
    if (length < DropNotify.MIN_LENGTH) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    int header = DropNotify.lengthOf(buffer[offset + VERSION] & 0xff);
    if (header > length) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    if (header < 0) {
      return Refusal.UNKNOWN_VERSION;
    }
    drop.wrap(buffer, offset);
    return orRefused(drop, packets.decode(buffer, offset + header, offset + length, drop.flags()));
  }

  private DatapathEvent trace(byte[] buffer, int offset, int length) {
    if (length < TraceNotify.MIN_LENGTH) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    int header = TraceNotify.lengthOf(buffer[offset + VERSION] & 0xff);
    if (header > length) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    if (header < 0) {
      return Refusal.UNKNOWN_VERSION;
    }
    trace.wrap(buffer, offset);
    return orRefused(
        trace, packets.decode(buffer, offset + header, offset + length, trace.flags()));
  }

  private DatapathEvent verdict(byte[] buffer, int offset, int length) {
    if (length < PolicyVerdictNotify.LENGTH) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    verdict.wrap(buffer, offset);
    int from = offset + PolicyVerdictNotify.LENGTH;
    return orRefused(verdict, packets.decode(buffer, from, offset + length, verdict.packetFlags()));
  }

  private DatapathEvent capture(byte[] buffer, int offset, int length) {
    if (length < DebugCapture.LENGTH) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    capture.wrap(buffer, offset);
    int from = offset + DebugCapture.LENGTH;
    return orRefused(capture, packets.decode(buffer, from, offset + length, 0));
  }

  private static DatapathEvent fixed(
      Notification notification, int expected, byte[] buffer, int offset, int length) {
    if (length < expected) {
      return Refusal.TRUNCATED_NOTIFICATION;
    }
    notification.wrap(buffer, offset);
    return notification;
  }

  private static DatapathEvent orRefused(Notification notification, @Nullable Refusal refusal) {
    return refusal == null ? notification : refusal;
  }
}
