package io.sextant.cli;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.sextant.proto.observer.ObserverGrpc;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A connection to one server. One thread of Java's own selectors serves it: the native transports
 * would cost more to load than they gain.
 */
final class Connection implements AutoCloseable {
  private static final String UNIX = "unix://";
  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

  private final String address;
  private final long timeoutNanos;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;

  private Connection(
      String address, long timeoutNanos, EventLoopGroup loop, ManagedChannel channel) {
    this.address = address;
    this.timeoutNanos = timeoutNanos;
    this.loop = loop;
    this.channel = channel;
  }

  static Connection to(String address, long timeoutNanos) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("connection").factory(),
            NioIoHandler.newFactory());
    NettyChannelBuilder builder = builder(address).eventLoopGroup(loop);
    return new Connection(
        address,
        timeoutNanos,
        loop,
        builder.usePlaintext().maxInboundMessageSize(LARGEST_MESSAGE).build());
  }

  String address() {
    return address;
  }

  /** For streams, which have no deadline. */
  ObserverGrpc.ObserverBlockingStub streams() {
    return ObserverGrpc.newBlockingStub(channel);
  }

  ObserverGrpc.ObserverBlockingStub requests() {
    return streams().withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  HealthGrpc.HealthBlockingStub health() {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** What a failed call means for people. */
  CommandFailure explain(StatusRuntimeException e) {
    Status status = e.getStatus();
    String said = status.getDescription() == null ? "" : Escape.text(status.getDescription());
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new CommandFailure(
              "no server answers at "
                  + address
                  + ": start one with ./sextant demo, or name it with --server");
      case DEADLINE_EXCEEDED ->
          new CommandFailure(
              "the server at " + address + " did not answer in time: see --request-timeout");
      case UNIMPLEMENTED ->
          new CommandFailure("the server at " + address + " does not offer this: " + said);
      case UNKNOWN, INVALID_ARGUMENT -> new CommandFailure(said);
      default -> new CommandFailure(status.getCode() + ": " + said);
    };
  }

  /** What the failure of a stream means that had begun. */
  CommandFailure explainEnd(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE
        ? new CommandFailure("the server at " + address + " went away")
        : explain(e);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private static NettyChannelBuilder builder(String address) {
    if (address.startsWith(UNIX)) {
      SocketAddress path = UnixDomainSocketAddress.of(address.substring(UNIX.length()));
      return NettyChannelBuilder.forAddress(path)
          .channelFactory(NioDomainSocketChannel::new)
          .overrideAuthority("localhost");
    }
    int colon = address.lastIndexOf(':');
    String port = address.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
      throw new CommandFailure(
          "--server: \"" + address + "\" is no address: give host:port or unix:///path");
    }
    return NettyChannelBuilder.forTarget("dns:///" + address).channelType(NioSocketChannel.class);
  }
}
