package io.sextant.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of flows what only the relay asked for: the time, where the client's mask leaves it
 * out. A flow that cannot be read for it is left out, counted and told. Belongs to the thread that
 * merges.
 */
final class Unmasking {
  private final boolean needed;
  private final Announcements announcements;
  private final LongAdder gaps;

  /**
   * @param needed whether the client's mask leaves the time out
   * @param gaps counts what is left out
   */
  Unmasking(boolean needed, Announcements announcements, LongAdder gaps) {
    this.needed = needed;
    this.announcements = announcements;
    this.gaps = gaps;
  }

  /** A message of a peer as the client gets it, or null if it cannot be read. */
  @Nullable Relayed read(String peer, Relayed message) {
    if (!needed || !message.counts()) {
      return message;
    }
    try {
      return message.with(withoutTime(message.bytes()));
    } catch (InvalidProtocolBufferException e) {
      gaps.increment();
      announcements.error(
          peer, "a flow of it cannot be read: " + e.getMessage(), System.nanoTime());
      return null;
    }
  }

  private static byte[] withoutTime(byte[] bytes) throws InvalidProtocolBufferException {
    GetFlowsResponse.Builder response = GetFlowsResponse.parseFrom(bytes).toBuilder();
    response.clearTime().getFlowBuilder().clearTime();
    return response.build().toByteArray();
  }
}
