package io.sextant.serve.grpc;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** An API on a free port of the loopback device, with all limits; needs no Spring. */
public final class LoopbackServer implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final GrpcApi api;
  private final ServerBuilders builders;
  private final Server server;

  /** Starts it; closing it closes the API. */
  public LoopbackServer(GrpcApi api) throws IOException {
    this(api, GrpcLimits.DEFAULTS, new Refused());
  }

  LoopbackServer(GrpcApi api, GrpcLimits limits, Refused refused) throws IOException {
    this.api = api;
    this.builders = new ServerBuilders(limits, refused);
    NettyServerBuilder builder =
        builders
            .port(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .intercept(api.versionHeaders())
            .intercept(new CallGate(limits, refused));
    api.services().forEach(builder::addService);
    api.start();
    try {
      server = builder.build().start();
    } catch (IOException e) {
      api.close();
      builders.close();
      throw e;
    }
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    api.close();
    server.shutdownNow();
    try {
      server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    builders.close();
  }
}
