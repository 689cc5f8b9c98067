package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.serve.grpc.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a server, from arguments to what is printed. */
@Timeout(30)
class SextantCommandTest {
  private static final long SECOND = 1_000_000_000L;

  private final TestServer server = new TestServer(255);
  private final TestTerminal terminal = new TestTerminal().with("SEXTANT_SERVER", server.address());

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void observe_printsTheLastTwenty() {
    appendNumbered(30);
    assertThat(terminal.run("observe")).isZero();
    assertThat(terminal.out().lines())
        .hasSize(20)
        .first()
        .isEqualTo(
            "Jan 15 10:20:31.223: shop/frontend-7d9c-x1:40001 (ID:1001) ->"
                + " shop/catalog-5b6f-q2:11 (ID:1002) to-endpoint FORWARDED (TCP Flags: SYN)");
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void observe_showsDirectionAndEverythingElseThatItPrints() {
    server.append(TestFlows.allowedVerdict(), TestFlows.drop());
    assertThat(terminal.run("observe", "--print-node-name")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            Jan 15 10:20:30.123 [node-1]: shop/frontend-7d9c-x1:40001 (ID:1001) -> shop/catalog-5b6f-q2:8080 (ID:1002) policy-verdict:L3-L4 INGRESS ALLOWED (TCP Flags: SYN)
            Jan 15 10:20:30.123 [node-1]: shop/reviews-66d8-k3:40002 (ID:1003) <> payments/ledger-db-0:5432 (ID:1004) Policy denied DROPPED (TCP Flags: SYN)
            """);
  }

  @Test
  void observe_filters() {
    server.append(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));
    assertFlows(2, "--verdict", "DROPPED");
    assertFlows(1, "--verdict", "DROPPED", "--not", "--from-pod", "shop/reviews");
    assertFlows(2, "--pod", "shop/catalog");
    assertFlows(1, "--to-pod", "shop/catalog");
    assertFlows(1, "-n", "payments");
    assertFlows(1, "--from-namespace", "shop", "--to-namespace", "payments");
    assertFlows(2, "--port", "8080");
    assertFlows(1, "--to-port", "22", "--protocol", "TCP");
    assertFlows(2, "--ip", "10.42.0.12");
    assertFlows(1, "--from-ip", "198.51.100.0/24");
    assertFlows(2, "-t", "drop");
    assertFlows(2, "-t", "trace:to-endpoint");
    assertFlows(3, "--label", "app=frontend");
    assertFlows(1, "--identity", "world");
    assertFlows(1, "--to-identity", "1004");
    assertFlows(4, "--traffic-direction", "ingress");
    assertFlows(2, "--drop-reason-desc", "POLICY_DENIED");
    assertFlows(4, "--node-name", "node-*");
    assertFlows(0, "--node-name", "other");
  }

  @Test
  void observe_followsUntilTheServerGoesDown_andSaysThatItDid() throws Exception {
    appendNumbered(3);
    CountDownLatch line = new CountDownLatch(1);
    CountDownLatch twoLines = new CountDownLatch(2);
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> terminal.runInto(new LineCounter(line, twoLines), "observe", "-f", "--last", "1"),
            Thread::startVirtualThread);
    assertThat(line.await(10, TimeUnit.SECONDS)).as(terminal.err()).isTrue();
    server.append(numbered(4));
    assertThat(twoLines.await(10, TimeUnit.SECONDS)).isTrue();
    server.ring().close();
    assertThat(code.get(10, TimeUnit.SECONDS)).isOne();
    assertThat(terminal.err())
        .isEqualTo("sextant: the server at " + server.address() + " went away\n");
  }

  @Test
  void observe_tellsOfLosses() {
    server.append(
        numbered(1),
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestServer.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            7,
            3,
            0,
            0));
    terminal.run("observe");
    assertThat(terminal.out())
        .endsWith("Jan 15 10:20:30.123 EVENTS LOST: PERF_EVENT_RING_BUFFER CPU(3) 7\n");
    assertThat(terminal.err())
        .isEqualTo(
            "sextant: 1 flow from Jan 15 10:20:30.223 to Jan 15 10:20:30.223, 7 lost: 7 in"
                + " PERF_EVENT_RING_BUFFER of node-1\n");
  }

  @Test
  void observe_endsQuietlyWhenItsReaderGoes() {
    appendNumbered(200);
    assertThat(terminal.runInto(new ClosedPipe(), "observe", "--all", "-o", "json")).isZero();
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void observe_sinceIsSoLongAgo() {
    appendNumbered(30);
    assertFlows(3, "--since", "27.1s");
    assertFlows(10, "--until", "2026-01-15T10:20:31.2Z");
    assertFlows(1, "--since", "27.1s", "--last", "1");
  }

  @Test
  void observe_maskLeavesFieldsInJson() {
    server.append(TestFlows.drop());
    terminal.run("observe", "-o", "json", "--field-mask", "verdict,IP.source");
    assertThat(terminal.out())
        .isEqualTo("{\"flow\":{\"verdict\":\"DROPPED\",\"IP\":{\"source\":\"10.42.0.13\"}}}\n");
  }

  @Test
  void observe_readsWhatItWrote(@TempDir Path folder) throws IOException {
    server.append(TestFlows.request(), TestFlows.drop(), TestFlows.scan(22), TestFlows.scan(23));
    terminal.run("observe", "-o", "jsonpb");
    Path file = Files.writeString(folder.resolve("flows.json"), terminal.out());
    TestTerminal offline = new TestTerminal();
    assertThat(
            offline.run(
                "observe", "--input-file", file.toString(), "--verdict", "DROPPED", "--last", "2"))
        .isZero();
    assertThat(offline.out())
        .isEqualTo(
            """
            Jan 15 10:20:30.123: 198.51.100.7:54321 (world) <> shop/frontend-7d9c-x1:22 (ID:1001) Policy denied DROPPED (TCP Flags: SYN)
            Jan 15 10:20:30.123: 198.51.100.7:54321 (world) <> shop/frontend-7d9c-x1:23 (ID:1001) Policy denied DROPPED (TCP Flags: SYN)
            """);
  }

  @Test
  void rawFilters_haveALeftAndARight() {
    assertRaw(
        List.of(
            "allowlist:",
            "    - '{\"source_pod\":[\"shop/\"]}'",
            "    - '{\"destination_pod\":[\"shop/\"]}'"),
        "-n",
        "shop");
    assertRaw(
        List.of(
            "allowlist:",
            "    - '{\"source_pod\":[\"shop/a\"],\"verdict\":[\"DROPPED\"]}'",
            "    - '{\"destination_pod\":[\"shop/a\"],\"verdict\":[\"DROPPED\"]}'"),
        "--pod",
        "a",
        "--namespace",
        "shop",
        "--verdict",
        "dropped");
    assertRaw(
        List.of(
            "allowlist:", "    - '{\"source_pod\":[\"a\"],\"destination_port\":[\"80\",\"81\"]}'"),
        "--from-pod",
        "a",
        "--to-port",
        "80",
        "--to-port",
        "81");
    assertRaw(
        List.of(
            "denylist:",
            "    - '{\"source_pod\":[\"/\"]}'",
            "    - '{\"destination_pod\":[\"/\"]}'"),
        "--not",
        "-A");
    assertRaw(
        List.of(
            "allowlist:",
            "    - '{\"event_type\":[{\"type\":4,\"match_sub_type\":true}],"
                + "\"tcp_flags\":[{\"SYN\":true,\"ACK\":true}]}'",
            "    - '{\"reply\":[true]}'"),
        "-t",
        "trace:to-endpoint",
        "--tcp-flags",
        "syn,ack",
        "--allowlist",
        "{\"reply\":[true]}");
    assertRaw(List.of("{}"));
  }

  @Test
  void wrongArguments_areNamedOnOneLine() {
    assertFails("filters --from-pod and --pod cannot be combined", "--pod", "a", "--from-pod", "b");
    assertFails("cannot set both --first and --last", "--first", "1", "--last", "1");
    assertFails("cannot set both --first and --follow", "--first", "1", "-f");
    assertFails("--not stands twice in a row: give a filter after each", "--not", "--not", "-4");
    assertFails("--not stands at the end: give a filter after it", "--not");
    assertFails(
        "the pod \"b/x\" is not in the namespace \"a\": name the namespace once",
        "-n",
        "a",
        "--pod",
        "b/x");
    assertFails("--since: \"yesterday\" is no time", "--since", "yesterday");
    assertFails("a table has an end", "-f", "-o", "table");
    assertFails("--field-mask needs JSON output", "--field-mask", "time");
    assertFails(
        "--verdict: \"LOST\" is not one of VERDICT_UNKNOWN, FORWARDED", "--verdict", "LOST");
    assertFails("--server: \"nowhere\" is no address", "--server", "nowhere");
    assertFails("Unknown option: '--nonsense' (see sextant observe --help)", "--nonsense");
    assertFails("Unknown option: '--verdit'; did you mean --verdict?", "--verdit", "DROPPED");
    assertFails("filter source_port: \"http\" is not a port", "--from-port", "http");
    assertFails(
        "no server answers at localhost:1: start one with ./sextant demo, or name it with --server",
        "--server",
        "localhost:1");
    assertFails("no server answers at unix:///nowhere", "--server", "unix:///nowhere");
  }

  @Test
  void status_saysHowItIs() {
    appendNumbered(30);
    assertThat(terminal.run("status")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            "Healthcheck (via "
                + server.address()
                + "): Ok\n"
                + "Current/Max Flows: 30/255 (11.76%)\n"
                + "Flows/s: 0.50\n"
                + "Connected Nodes: 1/1\n");
  }

  @Test
  void status_comesAsJson() {
    assertThat(terminal.run("status", "-o", "json")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            "{\"max_flows\":\"255\",\"uptime_ns\":\"10000000000\",\"num_connected_nodes\":1,"
                + "\"num_unavailable_nodes\":0,\"version\":\"sextant v0.1.0\"}\n");
  }

  @Test
  void nodes_areListed() {
    appendNumbered(30);
    assertThat(terminal.run("list", "nodes")).isZero();
    assertThat(terminal.run("list", "node", "-o", "wide")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            NAME     STATUS      AGE   FLOWS/S   CURRENT/MAX-FLOWS
            node-1   Connected   10s   3.00      30/255 ( 11.76%)
            NAME     STATUS      AGE   FLOWS/S   CURRENT/MAX-FLOWS   VERSION          ADDRESS          TLS
            node-1   Connected   10s   3.00      30/255 ( 11.76%)    sextant v0.1.0   127.0.0.1:4245   Disabled
            """);
  }

  @Test
  void namespaces_areListed() {
    server.append(TestFlows.drop());
    String list = "";
    while (!list.contains("shop")) {
      TestTerminal fresh = new TestTerminal();
      assertThat(fresh.run("list", "namespaces", "--server", server.address(), "-o", "wide"))
          .isZero();
      list = fresh.out();
    }
    assertThat(list).isEqualTo("NAMESPACE   CLUSTER\npayments    default\nshop        default\n");
    terminal.run("list", "namespaces", "-o", "json");
    assertThat(terminal.out())
        .isEqualTo(
            """
            [
              {
                "cluster": "default",
                "namespace": "payments"
              },
              {
                "cluster": "default",
                "namespace": "shop"
              }
            ]
            """);
  }

  @Test
  void help_showsCommandsAndExamples() {
    assertThat(terminal.run()).isZero();
    assertThat(terminal.run("observe", "--help")).isZero();
    assertThat(terminal.out())
        .contains("observe", "status", "list")
        .contains("sextant observe -f --verdict DROPPED", "--from-pod");
  }

  private void assertFlows(int count, String... filters) {
    TestTerminal fresh = new TestTerminal().with("HUBBLE_SERVER", server.address());
    assertThat(fresh.run(observe(filters))).as(fresh.err()).isZero();
    assertThat(fresh.out().lines()).as(String.join(" ", filters)).hasSize(count);
  }

  private void assertFails(String message, String... arguments) {
    TestTerminal fresh = new TestTerminal().with("SEXTANT_SERVER", server.address());
    assertThat(fresh.run(observe(arguments))).isEqualTo(1);
    assertThat(fresh.err()).startsWith("sextant: " + message);
    assertThat(fresh.err().lines()).hasSize(1);
    assertThat(fresh.out()).isEmpty();
  }

  private void assertRaw(List<String> lines, String... filters) {
    TestTerminal fresh = new TestTerminal();
    String[] arguments = observe(filters);
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--print-raw-filters";
    assertThat(fresh.run(all)).as(fresh.err()).isZero();
    assertThat(fresh.out().lines()).containsExactlyElementsOf(lines);
  }

  private static String[] observe(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "observe";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  private void appendNumbered(int count) {
    for (int i = 1; i <= count; i++) {
      server.append(numbered(i));
    }
  }

  private static Flow numbered(int number) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(TestFlows.TEN_TWENTY + number * SECOND / 10, 0)
        .tcp(40001, number, TcpFlags.SYN)
        .build();
  }

  private static final class LineCounter extends OutputStream {
    private final List<CountDownLatch> latches;

    LineCounter(CountDownLatch... latches) {
      this.latches = List.of(latches);
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        latches.forEach(CountDownLatch::countDown);
      }
    }
  }

  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
