package io.sextant.relay;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes channels to peers. All of them share a few event loops, which also run what arrives: it
 * only goes into a window. A peer that went away without a word is noticed by TCP itself, as
 * observers cut off clients that ping them by HTTP/2 more often than every five minutes.
 */
final class PeerChannels implements AutoCloseable {
  /** A message of more is no event. */
  static final int LARGEST_MESSAGE = 1 << 20;

  /** What HTTP/2 may hold of a stream that is not read. */
  static final int STREAM_WINDOW = 256 << 10;

  private static final int IDLE_SECONDS = 10;
  private static final int PROBE_SECONDS = 5;
  private static final int PROBES = 3;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4),
          Thread.ofPlatform().daemon().name("relay-io-", 0).factory(),
          NioIoHandler.newFactory());
  private final @Nullable PeerCredentials credentials;

  /**
   * @param credentials for peers that use TLS, or null if none are configured
   */
  PeerChannels(@Nullable PeerCredentials credentials) {
    this.credentials = credentials;
  }

  boolean hasTls() {
    return credentials != null;
  }

  /**
   * A channel, not connected yet.
   *
   * @param serverName that the peer must prove; empty for a connection without TLS
   */
  ManagedChannel open(PeerAddress address, String serverName) {
    NettyChannelBuilder builder = builder(address, credentials(serverName));
    if (!serverName.isEmpty()) {
      builder.overrideAuthority(serverName);
    }
    return builder
        .eventLoopGroup(loops)
        .directExecutor()
        .disableRetry()
        .flowControlWindow(STREAM_WINDOW)
        .maxInboundMessageSize(LARGEST_MESSAGE)
        .idleTimeout(Integer.MAX_VALUE, TimeUnit.DAYS)
        .build();
  }

  @Override
  public void close() {
    var _ = loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  private ChannelCredentials credentials(String serverName) {
    if (serverName.isEmpty()) {
      return InsecureChannelCredentials.create();
    }
    if (credentials == null) {
      throw new IllegalStateException("no credentials for TLS");
    }
    return credentials.forChannel();
  }

  private static NettyChannelBuilder builder(PeerAddress address, ChannelCredentials credentials) {
    return switch (address) {
      case PeerAddress.Unix(String path) ->
          NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path), credentials)
              .channelFactory(NioDomainSocketChannel::new)
              .overrideAuthority("localhost");
      case PeerAddress.Tcp tcp ->
          NettyChannelBuilder.forTarget("dns:///" + tcp, credentials)
              .channelType(NioSocketChannel.class)
              .withOption(NioChannelOption.SO_KEEPALIVE, true)
              .withOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS)
              .withOption(
                  NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_SECONDS)
              .withOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
    };
  }
}
