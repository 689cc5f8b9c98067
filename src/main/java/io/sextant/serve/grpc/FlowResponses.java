package io.sextant.serve.grpc;

import com.google.protobuf.FieldMask;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Flows and losses as {@code observer.GetFlowsResponse} on the wire, for one stream. Under a mask,
 * time and node of the envelope are the flow's after the mask, as in Hubble.
 */
final class FlowResponses implements Function<Event, @Nullable WireResponse> {
  private final FlowMessages messages;
  private final @Nullable FlowMask mask;
  private final WireWriter out = new WireWriter();
  private final WireResponse[] responses = new WireResponse[EventStream.BATCH];
  private final FlowWire flows;
  private int next;

  /**
   * @param mask empty for everything
   * @throws IllegalArgumentException naming a path that is no field
   */
  FlowResponses(FlowMessages messages, FieldMask mask) {
    this.messages = messages;
    this.mask = mask.getPathsCount() == 0 ? null : FlowMask.of(mask);
    this.flows = messages.writer(out);
    Arrays.setAll(responses, _ -> new WireResponse());
  }

  /**
   * Good until {@link EventStream#BATCH} others were made; null for what a stream of flows has no
   * place for.
   */
  @Override
  public @Nullable WireResponse apply(Event event) {
    return switch (event) {
      case Flow flow -> flow(flow);
      case LostEvents lost -> lost(lost);
      case AgentEvent _, DebugEvent _ -> null;
    };
  }

  private WireResponse flow(Flow flow) {
    out.clear();
    flows.timestamp(GetFlowsResponse.TIME_FIELD_NUMBER, flow.timeNanos());
    out.text(GetFlowsResponse.NODE_NAME_FIELD_NUMBER, flow.node().name());
    int mark = out.size();
    flows.write(flow);
    out.close(GetFlowsResponse.FLOW_FIELD_NUMBER, mark);
    byte[] buffer = out.buffer();
    return mask == null
        ? response().copyOf(buffer, out.start(), out.size())
        : mask.apply(buffer, out.start(), buffer.length, response());
  }

  private WireResponse response() {
    next = (next + 1) % responses.length;
    return responses[next];
  }

  private WireResponse lost(LostEvents lost) {
    byte[] bytes =
        GetFlowsResponse.newBuilder()
            .setLostEvents(messages.message(lost))
            .setNodeName(lost.node().name())
            .setTime(FlowMessages.timestamp(lost.timeNanos()))
            .build()
            .toByteArray();
    return response().copyOf(bytes, 0, bytes.length);
  }
}
