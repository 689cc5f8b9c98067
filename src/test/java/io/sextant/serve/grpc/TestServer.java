package io.sextant.serve.grpc;

import io.sextant.flow.Event;
import io.sextant.flow.Node;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;

/** The services on a free port of the loopback device, over a ring that the test writes. */
public final class TestServer implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-01-15T10:21:00Z");
  public static final Node NODE = Node.named("node-1");

  private final MemoryRing ring;
  private final Refused refused = new Refused();
  private final LoopbackServer server;

  public TestServer(int capacity) {
    this(capacity, GrpcLimits.DEFAULTS);
  }

  TestServer(int capacity, GrpcLimits limits) {
    this(
        new MemoryRing(capacity, NODE, InstantSource.fixed(NOW)), InstantSource.fixed(NOW), limits);
  }

  public TestServer(MemoryRing ring, InstantSource clock) {
    this(ring, clock, GrpcLimits.DEFAULTS);
  }

  private TestServer(MemoryRing ring, InstantSource clock, GrpcLimits limits) {
    this.ring = ring;
    Advertised advertised = Advertised.plain("127.0.0.1:4245");
    GrpcServices services =
        new GrpcServices(
            ring,
            new ServerInfo("0.1.0", NODE, "default", advertised, NOW.minusSeconds(10)),
            clock);
    try {
      server = new LoopbackServer(services, limits, refused);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes as the one writer does, and wakes followers. */
  public void append(Event... events) {
    for (Event event : events) {
      ring.append(event);
    }
    ring.wake();
  }

  public MemoryRing ring() {
    return ring;
  }

  Refused refused() {
    return refused;
  }

  public int port() {
    return server.port();
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.close();
  }
}
