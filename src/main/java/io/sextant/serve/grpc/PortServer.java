package io.sextant.serve.grpc;

import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.grpc.server.NettyGrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The server on a port, in Spring's hands. */
final class PortServer extends GrpcServerLifecycle {
  private final Advertised advertised;

  /** Makes the server with our credentials and limits. */
  static final class Factory extends NettyGrpcServerFactory {
    private final GrpcListening listening;
    private final ServerCredentials credentials;
    private final ServerBuilders builders;

    Factory(GrpcListening listening, ServerCredentials credentials, ServerBuilders builders) {
      super(listening.bind() + ":" + listening.port(), List.of(), null, null, null);
      this.listening = listening;
      this.credentials = credentials;
      this.builders = builders;
    }

    @Override
    protected NettyServerBuilder newServerBuilder() {
      return builders.port(new InetSocketAddress(listening.bind(), listening.port()), credentials);
    }
  }

  PortServer(Factory factory, Advertised advertised, ApplicationEventPublisher events) {
    super(factory, GrpcConfiguration.GRACE, events);
    this.advertised = advertised;
  }

  @Override
  public void start() {
    super.start();
    advertised.listening(getPort());
  }
}
