package io.sextant.serve.grpc;

import com.google.protobuf.FieldMask;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsResponse;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Events in the envelopes of the streams; null for what a stream has no place for. */
final class Responses {
  private final FlowMessages messages;

  Responses(FlowMessages messages) {
    this.messages = messages;
  }

  /**
   * Flows under a mask, and losses. As in Hubble, time and node of the envelope are the flow's
   * after the mask.
   *
   * @throws IllegalArgumentException naming a path that is no field
   */
  Function<Event, @Nullable GetFlowsResponse> flows(FieldMask mask) {
    UnaryOperator<io.sextant.proto.flow.Flow> masked =
        mask.getPathsCount() == 0 ? UnaryOperator.identity() : FlowMask.of(mask)::apply;
    return event ->
        switch (event) {
          case Flow flow -> flow(masked.apply(messages.message(flow)));
          case LostEvents lost -> lost(lost);
          case AgentEvent _, DebugEvent _ -> null;
        };
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

  private static GetFlowsResponse flow(io.sextant.proto.flow.Flow flow) {
    GetFlowsResponse.Builder response =
        GetFlowsResponse.newBuilder().setFlow(flow).setNodeName(flow.getNodeName());
    if (flow.hasTime()) {
      response.setTime(flow.getTime());
    }
    return response.build();
  }

  private GetFlowsResponse lost(LostEvents lost) {
    return GetFlowsResponse.newBuilder()
        .setLostEvents(messages.message(lost))
        .setNodeName(lost.node().name())
        .setTime(FlowMessages.timestamp(lost.timeNanos()))
        .build();
  }
}
