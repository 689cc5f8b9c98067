package io.sextant.serve.grpc;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.sextant.tls.TlsCredentials;
import io.sextant.tls.TlsFileException;
import io.sextant.tls.TlsFiles;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.service.GrpcServiceConfigurer;
import org.springframework.grpc.server.service.GrpcServiceDiscoverer;

/**
 * The servers of one process, started and stopped together: the port's, and the unix socket's if
 * there is one. Streams end before a server waits for them to end.
 */
public final class GrpcServers implements SmartLifecycle {
  private final GrpcApi api;
  private final ServerBuilders builders;
  private final PortServer port;
  private final @Nullable TlsCredentials tls;
  private final List<GrpcServerLifecycle> servers = new ArrayList<>();

  GrpcServers(
      GrpcListening listening, GrpcApi api, Advertised advertised, Refused refused, Spring spring) {
    this.api = api;
    this.builders = new ServerBuilders(listening.limits(), refused);
    this.tls = tls(listening.tls());
    PortServer.Factory portFactory = new PortServer.Factory(listening, credentials(tls), builders);
    spring.fill(portFactory);
    this.port = new PortServer(portFactory, advertised, spring.events());
    servers.add(port);
    listening
        .socket()
        .ifPresent(path -> {
          SocketServer.Factory factory = new SocketServer.Factory(new SocketFile(path), builders);
          spring.fill(factory);
          servers.add(new SocketServer(factory, spring.events()));
        });
  }

  /** What Spring brings along: the services that it found, and who is told of servers. */
  record Spring(
      GrpcServiceDiscoverer found,
      GrpcServiceConfigurer configurer,
      ApplicationEventPublisher events) {
    void fill(GrpcServerFactory factory) {
      found
          .findServices()
          .forEach(service -> factory.addService(configurer.configure(service, factory)));
    }
  }

  @Override
  public void start() {
    api.start();
    try {
      servers.forEach(GrpcServerLifecycle::start);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  @Override
  public void stop() {
    api.close();
    servers.reversed().forEach(GrpcServerLifecycle::stop);
    builders.close();
    if (tls != null) {
      tls.close();
    }
  }

  @Override
  public boolean isRunning() {
    return port.isRunning();
  }

  /** The port that is listened on. */
  public int port() {
    return port.getPort();
  }

  /** How often renewed certificates came into use. */
  public long tlsReloads() {
    return tls == null ? 0 : tls.reloads();
  }

  /** How often renewed certificates could not be used. */
  public long failedTlsReloads() {
    return tls == null ? 0 : tls.failedReloads();
  }

  private static @Nullable TlsCredentials tls(TlsFiles files) {
    try {
      return files.hasCertificate() ? TlsCredentials.open(files) : null;
    } catch (TlsFileException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()));
    }
  }

  private static ServerCredentials credentials(@Nullable TlsCredentials tls) {
    return tls == null ? InsecureServerCredentials.create() : tls.forServer();
  }
}
