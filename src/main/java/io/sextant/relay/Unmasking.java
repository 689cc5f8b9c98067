package io.sextant.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sextant.proto.observer.GetFlowsResponse;
import java.io.UncheckedIOException;

/**
 * Takes out of flows what only the relay asked for: the time, where the client's mask leaves it
 * out.
 */
final class Unmasking {
  private Unmasking() {}

  static Relayed withoutTime(Relayed message) {
    if (!message.counts()) {
      return message;
    }
    try {
      GetFlowsResponse.Builder response = GetFlowsResponse.parseFrom(message.bytes()).toBuilder();
      response.clearTime().getFlowBuilder().clearTime();
      return Relayed.of(response.build());
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException("a message of a peer is broken", e);
    }
  }
}
