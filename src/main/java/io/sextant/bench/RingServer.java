package io.sextant.bench;

import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.GrpcServices;
import io.sextant.serve.grpc.LoopbackServer;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** A full memory ring, served on a free port of the loopback address. */
final class RingServer implements AutoCloseable {
  private final MemoryRing ring = FlowParts.newRing();
  private final LoopbackServer server;

  RingServer(Corpus corpus) throws IOException {
    FlowParts.append(new ParsedEvents(corpus), ring, 2 * MemoryRing.DEFAULT_CAPACITY);
    ServerInfo info =
        new ServerInfo(
            Machine.version(),
            ParsedEvents.NODE,
            "default",
            Advertised.plain("localhost"),
            Instant.now());
    server = new LoopbackServer(new GrpcServices(ring, info, InstantSource.system()));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    ring.close();
  }
}
