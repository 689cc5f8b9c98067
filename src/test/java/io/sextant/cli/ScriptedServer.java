package io.sextant.cli;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A server whose answers the test writes, on a free port of the loopback device. */
final class ScriptedServer implements AutoCloseable {
  private final HealthStatusManager health = new HealthStatusManager();
  private final Metadata headers = new Metadata();
  private final List<Metadata> received = new CopyOnWriteArrayList<>();
  private final Server server;

  ServerStatusResponse status = ServerStatusResponse.getDefaultInstance();
  GetNodesResponse nodes = GetNodesResponse.getDefaultInstance();
  GetNamespacesResponse namespaces = GetNamespacesResponse.getDefaultInstance();
  List<ChangeNotification> peers = List.of();
  boolean morePeers;
  boolean silent;

  /** What it answers to all who ask for flows. */
  List<GetFlowsResponse> flows = List.of();

  final List<GetFlowsRequest> asked = new CopyOnWriteArrayList<>();

  /** What the server shows, and whom it lets in. */
  record Tls(TestCertificate own, @Nullable TestCertificate client) {}

  private ScriptedServer(@Nullable Tls tls) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .intercept(new Recorder())
            .intercept(MetadataUtils.newAttachMetadataServerInterceptor(headers));
    List<ServerServiceDefinition> services =
        List.of(
            new Observer().bindService(),
            new Peers().bindService(),
            health.getHealthService().bindService(),
            ProtoReflectionServiceV1.newInstance().bindService());
    services.forEach(builder::addService);
    if (tls != null) {
      SslContextBuilder ssl =
          SslContextBuilder.forServer(tls.own().certificate().toFile(), tls.own().key().toFile());
      if (tls.client() != null) {
        ssl.clientAuth(ClientAuth.REQUIRE).trustManager(tls.client().certificate().toFile());
      }
      builder.sslContext(GrpcSslContexts.configure(ssl).build());
    }
    server = builder.build().start();
    health(ServingStatus.SERVING);
  }

  static ScriptedServer plain() throws IOException {
    return new ScriptedServer(null);
  }

  static ScriptedServer tls(Tls tls) throws IOException {
    return new ScriptedServer(tls);
  }

  int port() {
    return server.getPort();
  }

  String address() {
    return "localhost:" + port();
  }

  void health(ServingStatus status) {
    health.setStatus("hubble.server.Observer", status);
  }

  void header(String name, String value) {
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }

  /** The value of a header in the last call. */
  @Nullable String received(String name) {
    return received.getLast().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
      received.add(metadata);
      return Contexts.interceptCall(Context.current(), call, metadata, next);
    }
  }

  private final class Observer extends ObserverGrpc.ObserverImplBase {
    @Override
    public void serverStatus(
        ServerStatusRequest request, StreamObserver<ServerStatusResponse> answer) {
      answer.onNext(status);
      answer.onCompleted();
    }

    @Override
    public void getFlows(GetFlowsRequest request, StreamObserver<GetFlowsResponse> answer) {
      asked.add(request);
      flows.forEach(answer::onNext);
      answer.onCompleted();
    }

    @Override
    public void getNodes(GetNodesRequest request, StreamObserver<GetNodesResponse> answer) {
      if (!silent) {
        answer.onNext(nodes);
        answer.onCompleted();
      }
    }

    @Override
    public void getNamespaces(
        GetNamespacesRequest request, StreamObserver<GetNamespacesResponse> answer) {
      answer.onNext(namespaces);
      answer.onCompleted();
    }
  }

  private final class Peers extends PeerGrpc.PeerImplBase {
    @Override
    public void notify(NotifyRequest request, StreamObserver<ChangeNotification> answer) {
      peers.forEach(answer::onNext);
      if (!morePeers) {
        answer.onCompleted();
      }
    }
  }
}
