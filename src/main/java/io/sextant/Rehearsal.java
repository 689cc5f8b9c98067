package io.sextant;

import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.Node;
import io.sextant.flow.Verdict;
import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.GrpcServices;
import io.sextant.serve.grpc.LoopbackServer;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Plays the commands that people wait for, against a server of its own with a few flows. The build
 * runs it once with {@code -XX:AOTCacheOutput}: what the JVM has loaded and linked by then (JEP
 * 483) is there from the start when the same commands are run in earnest.
 */
final class Rehearsal {
  private static final List<String> PLAYED =
      List.of(
          "observe --last 20",
          "observe --verdict DROPPED --namespace shop --since 1h -o json",
          "status",
          "list nodes");

  private Rehearsal() {}

  public static void main(String[] args) throws IOException {
    Node node = Node.named("rehearsal");
    try (MemoryRing ring = new MemoryRing(1_000, node, InstantSource.system());
        LoopbackServer server =
            new LoopbackServer(
                new GrpcServices(
                    ring,
                    new ServerInfo(
                        "0", node, "default", Advertised.plain("localhost"), Instant.now()),
                    InstantSource.system()))) {
      for (Verdict verdict : Verdict.values()) {
        ring.append(flow(node, verdict));
      }
      for (String command : PLAYED) {
        String line = command + " --server localhost:" + server.port();
        int code = Main.command().execute(line.split(" "));
        if (code != 0) {
          throw new IllegalStateException(command + " ended with " + code);
        }
      }
    }
  }

  private static Flow flow(Node node, Verdict verdict) {
    Endpoint client =
        new Endpoint(1, 1_001, "", "shop", List.of("k8s:app=client"), "client-0", "", List.of());
    Endpoint server =
        new Endpoint(2, 1_002, "", "shop", List.of("k8s:app=server"), "server-0", "", List.of());
    long now = Instant.now().toEpochMilli() * 1_000_000;
    return new Flow.Builder()
        .time(now, 0)
        .seenOn(node, 0)
        .event(FlowType.L3_L4, EventType.TRACE, 0)
        .verdict(verdict)
        .ip(IpVersion.IPv4, IpAddress.ofV4(0x0a000001), IpAddress.ofV4(0x0a000002))
        .tcp(40_000, 80, 2)
        .endpoints(client, server)
        .summary("TCP Flags: SYN")
        .build();
  }
}
