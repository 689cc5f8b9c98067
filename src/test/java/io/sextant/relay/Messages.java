package io.sextant.relay;

import com.google.protobuf.Timestamp;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;

/** Messages of flows for tests. */
final class Messages {
  private Messages() {}

  /** A flow of a node at a second since the epoch; its UUID says which. */
  static GetFlowsResponse flow(String node, long second) {
    return flow(node, second * 1_000_000_000L, node + "-" + second);
  }

  static GetFlowsResponse flow(String node, long nanos, String uuid) {
    Timestamp time = StreamRequest.timestamp(nanos);
    return GetFlowsResponse.newBuilder()
        .setNodeName(node)
        .setTime(time)
        .setFlow(Flow.newBuilder().setTime(time).setNodeName(node).setUuid(uuid))
        .build();
  }

  static Timestamp time(long second) {
    return Timestamp.newBuilder().setSeconds(second).build();
  }

  static Relayed relayed(String node, long second) {
    return Relayed.of(flow(node, second));
  }
}
