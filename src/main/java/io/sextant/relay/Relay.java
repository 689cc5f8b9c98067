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
import io.sextant.serve.grpc.ServerInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A relay: knows its peers from {@link #start} on, and offers what is served in front of them. */
public final class Relay implements AutoCloseable {
  /** What {@code hubble status} asks for; not the name of the gRPC service. */
  private static final String HEALTH_NAME = "hubble.server.Observer";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final RelaySettings settings;
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
  public Relay(RelaySettings settings, ServerInfo info, @Nullable PeerCredentials credentials) {
    this(settings, info, credentials, Timing.DEFAULT);
  }

  Relay(
      RelaySettings settings,
      ServerInfo info,
      @Nullable PeerCredentials credentials,
      Timing timing) {
    this.settings = settings;
    this.info = info;
    this.channels = new PeerChannels(credentials);
    this.peers = new Peers(channels);
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    this.context = new RelayContext(peers, info.node().name(), timing, random, new LongAdder());
    this.notifications = new RelayPeers(peers);
  }

  /** Begins to connect. */
  public void start() {
    settings.peers().forEach(peers::put);
    PeerAddress service = settings.peerService();
    if (service != null) {
      boolean tls = channels.hasTls() && service instanceof PeerAddress.Tcp;
      String name = tls ? settings.peerServiceName() : "";
      subscription =
          new PeerSubscription(
              service.toString(), channels.open(service, name), peers, timer, context.random());
      timer.execute(subscription::start);
    }
    var _ =
        timer.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Everything on its port. */
  public List<BindableService> services() {
    RelayObserver observer = new RelayObserver(context, info.versionText());
    return List.of(
        observer::definition,
        notifications,
        health.getHealthService(),
        ProtoReflectionServiceV1.newInstance(),
        ProtoReflectionService.newInstance());
  }

  /** Version in the headers of every answer; and what clients send along goes on to the peers. */
  public List<ServerInterceptor> interceptors() {
    Metadata version = new Metadata();
    version.put(
        Metadata.Key.of("hubble-relay-version", Metadata.ASCII_STRING_MARSHALLER), info.version());
    return List.of(
        MetadataUtils.newAttachMetadataServerInterceptor(version), new ForwardedHeaders());
  }

  /** Follows all peers on the calling thread until the reader has enough. */
  public void follow(FlowReader reader) {
    GetFlowsRequest request = GetFlowsRequest.newBuilder().setFollow(true).build();
    RelayedStream<GetFlowsRequest> stream =
        new RelayedStream<>(
            context, StreamMethods.FLOWS, request, new Metadata(), new ReaderSink(reader));
    Context.ROOT.run(stream);
  }

  Peers peers() {
    return peers;
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
    peers.all().forEach(peer -> peer.hurry(now, Backoff.LONGEST.toNanos()));
    boolean serves = !peers.available().isEmpty() && (subscription == null || subscription.isUp());
    ServingStatus status = serves ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus("", status);
    health.setStatus(HEALTH_NAME, status);
  }
}
