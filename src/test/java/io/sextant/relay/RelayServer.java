package io.sextant.relay;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.sextant.flow.Node;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.ServerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A relay on a free port of the loopback device, and a channel to it. */
final class RelayServer implements AutoCloseable {
  /** As in use, with less patience. */
  static final Timing QUICK =
      new Timing(
          Duration.ofMillis(300),
          Duration.ofMillis(150),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  final Relay relay;
  private final Server server;
  private final ManagedChannel channel;

  RelayServer(Timing timing, Peer... peers) {
    this(timing, new Upstreams(List.of(peers), null, "default"));
  }

  RelayServer(Timing timing, Upstreams upstreams) {
    this(timing, upstreams, null);
  }

  RelayServer(Timing timing, Upstreams upstreams, @Nullable PeerCredentials credentials) {
    relay = relay(timing, upstreams, credentials);
    relay.start();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    relay.services().forEach(builder::addService);
    builder.intercept(relay.versionHeaders());
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  /** One that is not served, nor started. */
  static Relay relay(Timing timing, Upstreams upstreams, @Nullable PeerCredentials credentials) {
    ServerInfo info =
        new ServerInfo(
            "0.1.0",
            Node.named("relay-1"),
            "default",
            Advertised.plain("127.0.0.1:1"),
            Instant.now());
    return new Relay(upstreams, info, credentials, timing);
  }

  static RelayServer over(FakePeer... peers) {
    return new RelayServer(
        QUICK, java.util.Arrays.stream(peers).map(FakePeer::asPeer).toArray(Peer[]::new));
  }

  ManagedChannel channel() {
    return channel;
  }

  ObserverGrpc.ObserverBlockingStub client() {
    return ObserverGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /** All that a request gives, until it ends. */
  Heard ask(GetFlowsRequest request) {
    Heard heard = follow(request);
    heard.awaitEnd();
    return heard;
  }

  /** A stream that goes on. */
  Heard follow(GetFlowsRequest request) {
    Heard heard = new Heard();
    ObserverGrpc.newStub(channel).getFlows(request, heard);
    return heard;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    relay.close();
    server.shutdownNow();
  }
}
