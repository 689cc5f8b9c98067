package io.sextant.relay;

import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Hubble's Observer, answered by all peers together. */
final class RelayObserver extends ObserverGrpc.ObserverImplBase implements BindableService {
  private static final int MOST_NAMES = 10;

  private final RelayContext relay;
  private final String version;

  /**
   * @param version of the relay as free text
   */
  RelayObserver(RelayContext relay, String version) {
    this.relay = relay;
    this.version = version;
  }

  /** The service as it is described, with the answers of its streams as bytes. */
  ServerServiceDefinition definition() {
    ServerServiceDefinition plain = bindService();
    Map<String, ServerMethodDefinition<?, ?>> streams =
        Map.of(
            StreamMethods.FLOWS.getFullMethodName(), stream(StreamMethods.FLOWS),
            StreamMethods.AGENT_EVENTS.getFullMethodName(), stream(StreamMethods.AGENT_EVENTS),
            StreamMethods.DEBUG_EVENTS.getFullMethodName(), stream(StreamMethods.DEBUG_EVENTS));
    List<ServerMethodDefinition<?, ?>> methods =
        plain.getMethods().stream()
            .<ServerMethodDefinition<?, ?>>map(method ->
                streams.getOrDefault(method.getMethodDescriptor().getFullMethodName(), method))
            .toList();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(plain.getServiceDescriptor().getName())
            .setSchemaDescriptor(plain.getServiceDescriptor().getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder definition =
        ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(definition::addMethod);
    return ServerInterceptors.intercept(definition.build(), new ForwardedHeaders());
  }

  private <Q extends Message> ServerMethodDefinition<Q, Relayed> stream(
      MethodDescriptor<Q, Relayed> method) {
    return ServerMethodDefinition.create(
        method,
        ServerCalls.asyncServerStreamingCall(
            (Q request, StreamObserver<Relayed> client) -> start(method, request, client)));
  }

  /** Calls to peers end with the client's, at its deadline at the latest. */
  private <Q extends Message> void start(
      MethodDescriptor<Q, Relayed> method, Q request, StreamObserver<Relayed> client) {
    RelayedStream<Q> stream =
        new RelayedStream<>(
            relay,
            method,
            request,
            ForwardedHeaders.current(),
            new ClientSink((ServerCallStreamObserver<Relayed>) client));
    Thread.ofVirtual().name("relay").start(Context.current().wrap(stream));
  }

  @Override
  public void getNodes(GetNodesRequest request, StreamObserver<GetNodesResponse> client) {
    PeerSurvey.<ServerStatusResponse>ask(
        relay.peers().all(),
        ForwardedHeaders.current(),
        (peer, answer) -> peer.serverStatus(ServerStatusRequest.getDefaultInstance(), answer),
        answers -> {
          GetNodesResponse.Builder nodes = GetNodesResponse.newBuilder();
          answers.forEach(answer -> nodes.addNodes(NodeMessages.node(answer)));
          answer(client, nodes.build());
        });
  }

  @Override
  public void getNamespaces(
      GetNamespacesRequest request, StreamObserver<GetNamespacesResponse> client) {
    PeerSurvey.<GetNamespacesResponse>ask(
        relay.peers().all(),
        ForwardedHeaders.current(),
        (peer, answer) -> peer.getNamespaces(request, answer),
        answers -> answer(client, union(answers)));
  }

  @Override
  public void serverStatus(
      ServerStatusRequest request, StreamObserver<ServerStatusResponse> client) {
    PeerSurvey.<ServerStatusResponse>ask(
        relay.peers().all(),
        ForwardedHeaders.current(),
        (peer, answer) -> peer.serverStatus(request, answer),
        answers -> answer(client, sum(answers)));
  }

  private static GetNamespacesResponse union(
      List<PeerSurvey.Answer<GetNamespacesResponse>> answers) {
    GetNamespacesResponse.Builder union = GetNamespacesResponse.newBuilder();
    answers.stream()
        .map(PeerSurvey.Answer::response)
        .filter(response -> response != null)
        .flatMap(response -> response.getNamespacesList().stream())
        .distinct()
        .sorted(Comparator.comparing(Namespace::getCluster).thenComparing(Namespace::getNamespace))
        .forEach(union::addNamespaces);
    return union.build();
  }

  private ServerStatusResponse sum(List<PeerSurvey.Answer<ServerStatusResponse>> answers) {
    ServerStatusResponse.Builder sum = ServerStatusResponse.newBuilder().setVersion(version);
    int connected = 0;
    for (PeerSurvey.Answer<ServerStatusResponse> answer : answers) {
      ServerStatusResponse status = answer.response();
      if (status == null) {
        if (sum.getUnavailableNodesCount() < MOST_NAMES) {
          sum.addUnavailableNodes(answer.peer().peer().name());
        }
        continue;
      }
      connected++;
      sum.setMaxFlows(sum.getMaxFlows() + status.getMaxFlows())
          .setNumFlows(sum.getNumFlows() + status.getNumFlows())
          .setSeenFlows(sum.getSeenFlows() + status.getSeenFlows())
          .setFlowsRate(sum.getFlowsRate() + status.getFlowsRate())
          .setUptimeNs(Math.max(sum.getUptimeNs(), status.getUptimeNs()));
    }
    return sum.setNumConnectedNodes(UInt32Value.of(connected))
        .setNumUnavailableNodes(UInt32Value.of(answers.size() - connected))
        .build();
  }

  private static <R> void answer(StreamObserver<R> client, R response) {
    if (!((ServerCallStreamObserver<R>) client).isCancelled()) {
      client.onNext(response);
      client.onCompleted();
    }
  }
}
