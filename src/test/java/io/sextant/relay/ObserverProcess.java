package io.sextant.relay;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.GrpcServices;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.store.MemoryRing;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * An observer in a process of its own that makes flows at a steady rate. The UUID of a flow is its
 * process's number and its own, so that a test sees what is missing and what is doubled.
 */
final class ObserverProcess implements AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  final String name;
  final int run;
  final int port;
  private final Process process;

  private ObserverProcess(String name, int run, Process process, int port) {
    this.name = name;
    this.run = run;
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one and waits until it serves.
   *
   * @param run tells this start of the node from others
   * @param port 0 for any
   * @param flowsPerSecond 0 for none after a full ring at the start
   */
  static ObserverProcess start(String name, int run, int port, int flowsPerSecond)
      throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ObserverProcess.class.getName(),
                name,
                Integer.toString(run),
                Integer.toString(port),
                Integer.toString(flowsPerSecond))
            .redirectError(Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IOException(name + " did not start");
    }
    return new ObserverProcess(name, run, process, Integer.parseInt(line));
  }

  Peer asPeer() {
    return Peer.fixed("peers", name, "127.0.0.1:" + port, "");
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) throws Exception {
    Node node = Node.named(args[0]);
    MemoryRing ring = new MemoryRing(65_535, node, InstantSource.system());
    GrpcServices services =
        new GrpcServices(
            ring,
            new ServerInfo(
                "0.1.0", node, "default", Advertised.plain("127.0.0.1:0"), Instant.now()),
            InstantSource.system());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2])))
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    for (BindableService service : services.services()) {
      builder.addService(service);
    }
    Server server = builder.build().start();
    services.start();
    System.out.println(server.getPort());
    write(ring, node, Long.parseLong(args[1]), Integer.parseInt(args[3]));
  }

  private static void write(MemoryRing ring, Node node, long run, int perSecond) {
    if (perSecond == 0) {
      for (long i = 0; i < 65_535; i++) {
        ring.append(flow(node, run, i));
      }
    }
    long begin = System.nanoTime();
    long written = 0;
    while (true) {
      long due = (long) ((System.nanoTime() - begin) / (double) NANOS_PER_SECOND * perSecond);
      for (; written < due; written++) {
        ring.append(flow(node, run, written));
      }
      ring.wake();
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static Flow flow(Node node, long run, long number) {
    Instant now = Instant.now();
    return TestFlows.frontendToCatalog(TcpFlags.ACK, Reply.NO)
        .time(now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(), 0)
        .seenOn(node, 0)
        .uuid(run, number)
        .build();
  }
}
