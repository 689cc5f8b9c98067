package io.sextant.serve.grpc;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Makes servers on a port and on a socket. They have equal limits and share event loops; their
 * calls run on virtual threads. To be closed after the servers.
 */
final class ServerBuilders implements AutoCloseable {
  /** Relays and command lines ping every few seconds, with and without calls. */
  private static final long SHORTEST_PING_SECONDS = 1;

  /** Calls beside the streams that a connection may have. */
  private static final int UNARY_CALLS = 100;

  /**
   * Requests and headers that are too large are refused with a text and counted; from so many times
   * their limit on the transport refuses to read them.
   */
  private static final int HARD_FACTOR = 4;

  private static final int AS_MANY_LOOPS_AS_USUAL = 0;

  /** Calls that were just ended still have their last word to say. */
  private static final long QUIET_MILLIS = 50;

  private final GrpcLimits limits;
  private final ConnectionGate connections;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          AS_MANY_LOOPS_AS_USUAL,
          new DefaultThreadFactory("grpc", true),
          NioIoHandler.newFactory());

  ServerBuilders(GrpcLimits limits, Refused refused) {
    this.limits = limits;
    this.connections = new ConnectionGate(limits, refused);
  }

  NettyServerBuilder port(InetSocketAddress address, ServerCredentials credentials) {
    return limited(
        NettyServerBuilder.forAddress(address, credentials)
            .channelFactory(connections.guarding(NioServerSocketChannel::new)));
  }

  NettyServerBuilder socket(Path path) {
    return limited(
        NettyServerBuilder.forAddress(
                UnixDomainSocketAddress.of(path), InsecureServerCredentials.create())
            .channelFactory(connections.guarding(NioServerDomainSocketChannel::new)));
  }

  @Override
  public void close() {
    loops.shutdownGracefully(QUIET_MILLIS, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private NettyServerBuilder limited(NettyServerBuilder builder) {
    return builder
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .addTransportFilter(CallGate.connections())
        .maxConcurrentCallsPerConnection(limits.streamsPerConnection() + UNARY_CALLS)
        .maxInboundMessageSize(limits.requestBytes() * HARD_FACTOR)
        .maxInboundMetadataSize(limits.headerBytes() * HARD_FACTOR)
        .handshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTime(limits.ping().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(limits.pingAnswer().toMillis(), TimeUnit.MILLISECONDS)
        .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(SHORTEST_PING_SECONDS, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true);
  }
}
