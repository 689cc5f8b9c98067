package io.sextant.relay;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.MetadataUtils;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.serve.grpc.GrpcApi;
import io.sextant.serve.grpc.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A relay: knows its peers from {@link #start} on, and offers what is served in front of them. */
public final class Relay implements GrpcApi {
  private static final Logger LOG = Logger.getLogger(Relay.class.getName());

  /** What {@code hubble status} asks for; not the name of the gRPC service. */
  private static final String HEALTH_NAME = "hubble.server.Observer";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final Upstreams upstreams;
  private final ServerInfo info;
  private final PeerChannels channels;
  private final Peers peers;
  private final RelayContext context;
  private final RelayPeers notifications;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("relay-timer").factory());
  private @Nullable PeerSubscription subscription;

  /**
   * @param credentials for peers that use TLS, or null if none are configured
   */
  public Relay(Upstreams upstreams, ServerInfo info, @Nullable PeerCredentials credentials) {
    this(upstreams, info, credentials, Timing.DEFAULT);
  }

  Relay(
      Upstreams upstreams, ServerInfo info, @Nullable PeerCredentials credentials, Timing timing) {
    this.upstreams = upstreams;
    this.info = info;
    this.channels = new PeerChannels(credentials);
    this.peers = new Peers(channels);
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    this.context =
        new RelayContext(
            peers,
            info.node().name(),
            timing,
            random,
            new LongAdder(),
            new ByteBudget(Newest.SHARED_BYTES));
    this.notifications = new RelayPeers(peers);
  }

  /** Begins to connect. When it returns, the health of the relay is known, and asked for again. */
  @Override
  public void start() {
    upstreams.peers().forEach(peers::put);
    PeerAddress service = upstreams.peerService();
    if (service == null && upstreams.peers().isEmpty()) {
      LOG.warning(
          "no peers are known, so there are no flows: name some with --peer, or a peer service with"
              + " --peer-service");
    }
    if (service != null) {
      boolean tls = channels.hasTls() && service instanceof PeerAddress.Tcp;
      String name = tls ? upstreams.peerServiceName() : "";
      subscription =
          new PeerSubscription(
              service.toString(), channels.open(service, name), peers, timer, context.random());
      timer.execute(subscription::start);
    }
    look();
    long pause = LOOK_EVERY.toMillis();
    var _ = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  @Override
  public List<BindableService> services() {
    RelayObserver observer = new RelayObserver(context, info.versionText());
    return List.of(
        observer::definition,
        notifications,
        health.getHealthService(),
        ProtoReflectionServiceV1.newInstance(),
        ProtoReflectionService.newInstance());
  }

  /** As a relay does; tools that look for an agent's find it too. */
  @Override
  public ServerInterceptor versionHeaders() {
    Metadata headers = new Metadata();
    for (String name : List.of("hubble-relay-version", "hubble-server-version")) {
      headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), info.version());
    }
    return MetadataUtils.newAttachMetadataServerInterceptor(headers);
  }

  /** Follows all peers on the calling thread until the reader has enough. */
  public void follow(PeerEvents reader) {
    GetFlowsRequest request = GetFlowsRequest.newBuilder().setFollow(true).build();
    RelayedStream<GetFlowsRequest> stream =
        new RelayedStream<>(
            context, StreamMethods.FLOWS, request, new Metadata(), new ReaderSink(reader));
    Context.ROOT.run(stream);
  }

  Peers peers() {
    return peers;
  }

  /** Memory that answers hold at this moment. */
  ByteBudget newest() {
    return context.newest();
  }

  /** How the peers are at this moment, in the order they came. */
  public List<PeerState> peerStates() {
    return peers.all().stream().map(PeerState::of).toList();
  }

  /** How often connections to peers were made anew. */
  public long reconnects() {
    return peers.reconnects();
  }

  /** Times that clients had to be told that flows may be missing. */
  public long gaps() {
    return context.gaps().sum();
  }

  @Override
  public void close() {
    health.enterTerminalState();
    timer.shutdownNow();
    notifications.close();
    if (subscription != null) {
      subscription.close();
    }
    peers.close();
    channels.close();
  }

  private void look() {
    long now = System.nanoTime();
    long longest = Backoff.longestNanos(context.random());
    peers.all().forEach(peer -> peer.hurry(now, longest));
    boolean serves = !peers.available().isEmpty() && (subscription == null || subscription.isUp());
    ServingStatus status = serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus("", status);
    health.setStatus(HEALTH_NAME, status);
  }
}
