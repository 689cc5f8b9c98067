package io.sextant.relay;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.ObserverGrpc;

/** The streams of Hubble's Observer, with answers that stay bytes. */
final class StreamMethods {
  static final MethodDescriptor<GetFlowsRequest, Relayed> FLOWS =
      relayed(ObserverGrpc.getGetFlowsMethod());
  static final MethodDescriptor<GetAgentEventsRequest, Relayed> AGENT_EVENTS =
      relayed(ObserverGrpc.getGetAgentEventsMethod());
  static final MethodDescriptor<GetDebugEventsRequest, Relayed> DEBUG_EVENTS =
      relayed(ObserverGrpc.getGetDebugEventsMethod());

  private StreamMethods() {}

  private static <Q extends Message> MethodDescriptor<Q, Relayed> relayed(
      MethodDescriptor<Q, ?> method) {
    return method.toBuilder(method.getRequestMarshaller(), Relayed.MARSHALLER).build();
  }
}
