package io.sextant.bench;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.GrpcServices;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** A full memory ring, served on a free port of the loopback address. */
final class RingServer implements AutoCloseable {
  private final MemoryRing ring = FlowParts.newRing();
  private final GrpcServices services;
  private final Server server;

  RingServer(Corpus corpus) throws IOException {
    FlowParts.append(new ParsedEvents(corpus), ring, 2 * MemoryRing.DEFAULT_CAPACITY);
    ServerInfo info =
        new ServerInfo(
            Machine.version(),
            ParsedEvents.NODE,
            "default",
            Advertised.plain("localhost"),
            Instant.now());
    services = new GrpcServices(ring, info, InstantSource.system());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    services.services().forEach(builder::addService);
    server = builder.build().start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    services.close();
    server.shutdownNow();
    ring.close();
  }
}
