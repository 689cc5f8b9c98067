package io.sextant.serve.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sextant.filter.Condition;
import io.sextant.filter.Selection;
import io.sextant.filter.Verdicts;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetDebugEventsResponse;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hubble's Observer over the memory ring of one node, answering as a relay in front of it does. */
final class ObserverService extends ObserverGrpc.ObserverImplBase {
  private final EventStore store;
  private final NodeStatus status;
  private final SeenNamespaces namespaces;
  private final FlowMessages messages;
  private final Responses responses;

  ObserverService(
      EventStore store, NodeStatus status, SeenNamespaces namespaces, FlowMessages messages) {
    this.store = store;
    this.status = status;
    this.namespaces = namespaces;
    this.messages = messages;
    this.responses = new Responses(messages);
  }

  /** Takes the place of {@code getFlows}, see {@link WireObserver}. */
  void streamFlows(GetFlowsRequest request, StreamObserver<WireResponse> client) {
    stream(client, () -> flows(request));
  }

  @Override
  public void getAgentEvents(
      GetAgentEventsRequest request, StreamObserver<GetAgentEventsResponse> client) {
    stream(
        client,
        () ->
            new Stream<>(
                Requests.agentEvents(request, AgentEvent.class::isInstance),
                responses::agentEvent));
  }

  @Override
  public void getDebugEvents(
      GetDebugEventsRequest request, StreamObserver<GetDebugEventsResponse> client) {
    stream(
        client,
        () ->
            new Stream<>(
                Requests.debugEvents(request, DebugEvent.class::isInstance),
                responses::debugEvent));
  }

  @Override
  public void serverStatus(
      ServerStatusRequest request, StreamObserver<ServerStatusResponse> client) {
    answer(client, status.server());
  }

  @Override
  public void getNodes(GetNodesRequest request, StreamObserver<GetNodesResponse> client) {
    answer(client, GetNodesResponse.newBuilder().addNodes(status.node()).build());
  }

  @Override
  public void getNamespaces(
      GetNamespacesRequest request, StreamObserver<GetNamespacesResponse> client) {
    answer(client, namespaces.response());
  }

  /** What a request became. */
  private record Stream<R>(Query query, Function<Event, @Nullable R> message) {}

  private Stream<WireResponse> flows(GetFlowsRequest request) {
    Selection selection =
        FilterReader.read(request.getWhitelistList(), request.getBlacklistList(), messages);
    Condition typed = QueryHeader.current();
    Condition wanted = Condition.all(List.of(Verdicts.ANY, selection.condition(), typed));
    Query query = Requests.flows(request, wanted);
    return new Stream<>(query, new FlowResponses(messages, request.getFieldMask()));
  }

  /** What is wrong with a request comes as an {@link IllegalArgumentException} naming the field. */
  private <R> void stream(StreamObserver<R> client, Supplier<Stream<R>> read) {
    Stream<R> stream;
    try {
      stream = read.get();
    } catch (IllegalArgumentException e) {
      client.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
      return;
    }
    EventStream.start(
        store, stream.query(), stream.message(), (ServerCallStreamObserver<R>) client);
  }

  private static <R> void answer(StreamObserver<R> client, R response) {
    client.onNext(response);
    client.onCompleted();
  }
}
