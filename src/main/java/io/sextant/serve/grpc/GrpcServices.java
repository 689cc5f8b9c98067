package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.MetadataUtils;
import io.sextant.store.EventStore;
import java.time.InstantSource;
import java.util.List;

/** All that is served on one port: what Hubble's tools ask for, under the names they use. */
public final class GrpcServices implements GrpcApi {
  /** What {@code hubble status} asks for; not the name of the gRPC service. */
  private static final String HEALTH_NAME = "hubble.server.Observer";

  private final EventStore store;
  private final ServerInfo info;
  private final SeenNamespaces namespaces;
  private final PeerService peers;
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<BindableService> services;

  public GrpcServices(EventStore store, ServerInfo info, InstantSource clock) {
    this.store = store;
    this.info = info;
    this.namespaces = new SeenNamespaces(store, info.cluster(), clock);
    this.peers = new PeerService(info);
    FlowMessages messages = new FlowMessages(info.version());
    health.setStatus(HEALTH_NAME, ServingStatus.SERVING);
    WireObserver observer =
        new WireObserver(
            new ObserverService(store, new NodeStatus(info, store, clock), namespaces, messages));
    services =
        List.of(
            () -> ServerInterceptors.intercept(observer, new QueryHeader()),
            peers,
            health.getHealthService(),
            ProtoReflectionServiceV1.newInstance(),
            ProtoReflectionService.newInstance());
  }

  /** Begins to watch the ring for namespaces. */
  @Override
  public void start() {
    namespaces.start();
  }

  @Override
  public List<BindableService> services() {
    return services;
  }

  /** Puts the version into the headers of every answer, as an agent and as a relay do. */
  @Override
  public ServerInterceptor versionHeaders() {
    Metadata headers = new Metadata();
    for (String name : List.of("hubble-server-version", "hubble-relay-version")) {
      headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), info.version());
    }
    return MetadataUtils.newAttachMetadataServerInterceptor(headers);
  }

  /** Ends the ring's followers and all open streams, so that a server can go down at once. */
  @Override
  public void close() {
    health.enterTerminalState();
    namespaces.close();
    peers.close();
    store.close();
  }
}
