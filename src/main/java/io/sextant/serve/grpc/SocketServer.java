package io.sextant.serve.grpc;

import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The server on a unix socket, in Spring's hands; its file is there as long as it listens. */
final class SocketServer extends GrpcServerLifecycle {
  private final SocketFile file;

  /** Makes the server with our limits. */
  static final class Factory extends NettyGrpcServerFactory {
    private final SocketFile file;
    private final ServerBuilders builders;

    Factory(SocketFile file, ServerBuilders builders) {
      super("unix:" + file.path(), List.of(), null, null, null);
      this.file = file;
      this.builders = builders;
    }

    @Override
    protected NettyServerBuilder newServerBuilder() {
      return builders.socket(file.binding());
    }
  }

  SocketServer(Factory factory, ApplicationEventPublisher events) {
    super(factory, GrpcConfiguration.GRACE, events);
    this.file = factory.file;
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
  }
}
