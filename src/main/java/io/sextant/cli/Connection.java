package io.sextant.cli;

import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.sextant.proto.observer.ObserverGrpc;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one server. One thread of Java's own selectors serves it: the native transports
 * would cost more to load than they gain.
 */
final class Connection implements AutoCloseable {
  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;

  private static final Logger OPTIONS = Logger.getLogger(Bootstrap.class.getName());

  static {
    // Netty's first choice would be the server's logging, which takes longer to set up than a call.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    // gRPC asks every channel for TCP's keepalive, and Netty warns of those that have none.
    OPTIONS.setLevel(Level.SEVERE);
  }

  private final Plan plan;
  private final EventLoopGroup loop;
  private final ManagedChannel channel;
  private final Channel calls;
  private boolean awaited;

  /**
   * How to connect.
   *
   * @param address of the server
   * @param tls null for plain text
   * @param patience how long to wait for a connection
   * @param deadline of requests that are not streams
   * @param interceptors of all calls, the outermost first
   * @param end what to do when the connection is closed
   */
  record Plan(
      ServerAddress address,
      @Nullable TlsClient tls,
      Duration patience,
      Duration deadline,
      List<ClientInterceptor> interceptors,
      Runnable end) {}

  private Connection(Plan plan, EventLoopGroup loop, ManagedChannel channel) {
    this.plan = plan;
    this.loop = loop;
    this.channel = channel;
    this.calls = ClientInterceptors.interceptForward(channel, plan.interceptors());
  }

  static Connection to(Plan plan) {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().daemon().name("connection").factory(),
            NioIoHandler.newFactory());
    NettyChannelBuilder builder =
        builder(plan.address()).eventLoopGroup(loop).maxInboundMessageSize(LARGEST_MESSAGE);
    if (plan.tls() == null) {
      builder.usePlaintext();
    } else {
      plan.tls().secure(builder);
    }
    int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, plan.patience().toMillis()));
    if (!plan.address().isSocket()) {
      builder.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis);
    }
    return new Connection(plan, loop, builder.build());
  }

  String address() {
    return plan.address().text();
  }

  /** For calls without a deadline; waits until the server is there. */
  Channel calls() {
    if (!awaited) {
      await();
      awaited = true;
    }
    return calls;
  }

  /** For streams, which have no deadline. */
  ObserverGrpc.ObserverBlockingStub streams() {
    return ObserverGrpc.newBlockingStub(calls());
  }

  ObserverGrpc.ObserverBlockingStub requests() {
    return streams().withDeadlineAfter(plan.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }

  HealthGrpc.HealthBlockingStub health() {
    return HealthGrpc.newBlockingStub(calls())
        .withDeadlineAfter(plan.deadline().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** What a failed call means for people. */
  CommandFailure explain(StatusRuntimeException e) {
    Status status = e.getStatus();
    String said = status.getDescription() == null ? "" : Escape.text(status.getDescription());
    if (status.getCode() == Status.Code.UNAVAILABLE || said.equals("http2 exception")) {
      return new CommandFailure(
          ConnectionTrouble.of(plan.address(), plan.tls(), plan.patience()).explain(status));
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED ->
          new CommandFailure(
              "the server at " + address() + " did not answer in time: see --request-timeout");
      case UNIMPLEMENTED ->
          new CommandFailure("the server at " + address() + " does not offer this: " + said);
      case UNAUTHENTICATED ->
          new CommandFailure("the server at " + address() + " wants to know who asks: " + said);
      case UNKNOWN, INVALID_ARGUMENT -> new CommandFailure(said);
      default -> new CommandFailure(status.getCode() + ": " + said);
    };
  }

  /** What the failure of a stream means that had begun. */
  CommandFailure explainEnd(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE
        ? new CommandFailure("the server at " + address() + " went away")
        : explain(e);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    plan.end().run();
  }

  /** Returns when the server answers or fails: the first call then tells why it does. */
  private void await() {
    long end = System.nanoTime() + plan.patience().toNanos();
    ConnectivityState state = channel.getState(true);
    while (state == ConnectivityState.IDLE || state == ConnectivityState.CONNECTING) {
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      try {
        if (!changed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw new CommandFailure(
              ConnectionTrouble.of(plan.address(), plan.tls(), plan.patience()).silent());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted while connecting to " + address());
      }
      state = channel.getState(true);
    }
  }

  private static NettyChannelBuilder builder(ServerAddress address) {
    return address.isSocket()
        ? NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(address.host()))
            .channelFactory(NioDomainSocketChannel::new)
            .overrideAuthority("localhost")
        : NettyChannelBuilder.forTarget("dns:///" + address.hostAndPort())
            .channelType(NioSocketChannel.class);
  }
}
