package io.sextant.serve.grpc;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The server on a unix socket, in Spring's hands; its file is there as long as it listens. */
final class SocketServer extends GrpcServerLifecycle {
  private static final int LOOPS = 1;

  private final SocketFile file;
  private final EventLoopGroup loops;

  /** Makes the server with our limits. */
  static final class Factory extends NettyGrpcServerFactory {
    private final SocketFile file;
    private final GrpcLimits limits;
    private final EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            LOOPS, new DefaultThreadFactory("grpc-socket", true), NioIoHandler.newFactory());

    Factory(SocketFile file, GrpcLimits limits) {
      super("unix:" + file.path(), List.of(), null, null, null);
      this.file = file;
      this.limits = limits;
    }

    @Override
    protected NettyServerBuilder newServerBuilder() {
      return ServerBuilders.socket(file.binding(), loops, limits);
    }
  }

  SocketServer(Factory factory, ApplicationEventPublisher events) {
    super(factory, GrpcConfiguration.GRACE, events);
    this.file = factory.file;
    this.loops = factory.loops;
  }

  @Override
  protected void createAndStartGrpcServer() throws IOException {
    if (!isRunning()) {
      file.claim();
      try {
        super.createAndStartGrpcServer();
        file.publish();
      } finally {
        file.tidy();
      }
    }
  }

  @Override
  public void stop() {
    boolean running = isRunning();
    super.stop();
    if (running) {
      file.remove();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
