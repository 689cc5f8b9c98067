package io.sextant.serve.grpc;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Servers on a port and on a socket, with equal limits; their calls run on virtual threads. */
final class ServerBuilders {
  /** Relays and command lines ping every few seconds, with and without calls. */
  private static final long SHORTEST_PING_SECONDS = 1;

  /** Calls beside the streams that a connection may have. */
  private static final int UNARY_CALLS = 100;

  /**
   * Requests and headers that are too large are refused with a text and counted; from so many times
   * their limit on the transport refuses to read them.
   */
  private static final int HARD_FACTOR = 4;

  private ServerBuilders() {}

  static NettyServerBuilder port(
      InetSocketAddress address, ServerCredentials credentials, GrpcLimits limits) {
    return limited(NettyServerBuilder.forAddress(address, credentials), limits);
  }

  /**
   * @param loops accept and serve; the caller ends them
   */
  static NettyServerBuilder socket(Path path, EventLoopGroup loops, GrpcLimits limits) {
    return limited(
        NettyServerBuilder.forAddress(
                UnixDomainSocketAddress.of(path), InsecureServerCredentials.create())
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops),
        limits);
  }

  private static NettyServerBuilder limited(NettyServerBuilder builder, GrpcLimits limits) {
    return builder
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
