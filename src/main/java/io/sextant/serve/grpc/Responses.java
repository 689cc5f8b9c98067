package io.sextant.serve.grpc;

import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsResponse;
import org.jspecify.annotations.Nullable;

/** Events other than flows in the envelopes of their streams; null for what has no place there. */
final class Responses {
  private final FlowMessages messages;

  Responses(FlowMessages messages) {
    this.messages = messages;
  }

  @Nullable GetAgentEventsResponse agentEvent(Event event) {
    return event instanceof AgentEvent news
        ? GetAgentEventsResponse.newBuilder()
            .setAgentEvent(messages.message(news))
            .setNodeName(news.node().name())
            .setTime(FlowMessages.timestamp(news.timeNanos()))
            .build()
        : null;
  }

  @Nullable GetDebugEventsResponse debugEvent(Event event) {
    return event instanceof DebugEvent debug
        ? GetDebugEventsResponse.newBuilder()
            .setDebugEvent(messages.message(debug))
            .setNodeName(debug.node().name())
            .setTime(FlowMessages.timestamp(debug.timeNanos()))
            .build()
        : null;
  }
}
