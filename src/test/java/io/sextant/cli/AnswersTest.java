package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UInt32Value;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.observer.TLS;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.relay.NodeState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What status, list, watch and reflect print of answers that the test writes. */
@Timeout(30)
class AnswersTest {
  private static final long HOUR = 3_600_000_000_000L;

  private ScriptedServer server;
  private TestTerminal terminal;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.plain();
    terminal = new TestTerminal().with("SEXTANT_SERVER", server.address());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void status_ofARelay() {
    server.status = relay();
    assertPrints(
        """
        Healthcheck (via ADDRESS): Ok
        Current/Max Flows: 100/4,095 (2.44%)
        Flows/s: 1.50
        Connected Nodes: 2/14
        Unavailable Nodes: 12
          - n3
          - n4
          - and 10 more...
        """,
        "status");
  }

  @Test
  void status_ofAnEmptyAgent() {
    assertPrints(
        """
        Healthcheck (via ADDRESS): Ok
        Current/Max Flows: 0/0
        Flows/s: N/A
        """,
        "status");
  }

  @Test
  void status_rateFromWhatWasSeen() {
    server.status =
        ServerStatusResponse.newBuilder()
            .setNumFlows(1_234_567)
            .setMaxFlows(2_000_000)
            .setSeenFlows(7_200)
            .setUptimeNs(HOUR)
            .build();
    assertPrints(
        """
        Healthcheck (via ADDRESS): Ok
        Current/Max Flows: 1,234,567/2,000,000 (61.73%)
        Flows/s: 2.00
        """,
        "status");
  }

  @Test
  void status_inOtherFormats() {
    server.status = relay();
    assertPrints(
        """
                  NUM FLOWS: 100
                  MAX FLOWS: 4095
                 SEEN FLOWS: 5400
           FLOWS PER SECOND: 1.50
                     UPTIME: 1h0m0s
        NUM CONNECTED NODES: 2
         NUM UNAVAIL. NODES: 12
                    VERSION: cilium v1.19.4
        """,
        "status",
        "-o",
        "dict");
    assertPrints(
        """
        NUM FLOWS   MAX FLOWS   SEEN FLOWS   FLOWS PER SECOND   UPTIME   NUM CONNECTED NODES   NUM UNAVAIL. NODES   VERSION
        100         4095        5400         1.50               1h0m0s   2                     12                   cilium v1.19.4
        """,
        "status",
        "-o",
        "table");
    assertPrints(
        """
        {"num_flows":"100","max_flows":"4095","seen_flows":"5400","uptime_ns":"3600000000000","num_connected_nodes":2,"num_unavailable_nodes":12,"unavailable_nodes":["n3","n4"],"version":"cilium v1.19.4","flows_rate":1.5}
        """,
        "status",
        "-o",
        "json");
  }

  @Test
  void status_ofAServerWithHistory() {
    server.header(
        "sextant-history",
        """
        {"state":"full","message":"No space left","partitions":3,"flows":1234567,"bytes":55555515,\
        "bytesPerFlow":45,"oldest":"2026-01-15T10:20:00Z","lag":12,"daysUntilFull":0.5,\
        "freeBytes":0,"notStored":{"disk_full":77,"failed":0},"setAside":1}\
        """
            .replace("\n", ""));
    assertPrints(
        """
        Healthcheck (via ADDRESS): Ok
        Current/Max Flows: 0/0
        Flows/s: N/A
        History: full: No space left
          Partitions: 3
          Flows: 1,234,567
          Bytes/Flow: 45.0
          Oldest Flow: 2026-01-15T10:20:00Z
          Lag: 12
          Days until full: 0.5
          Not stored: 77 (disk full)
          Set aside: 1
        """,
        "status");
    assertPrints(
        """
        {"history":{"state":"full","message":"No space left","partitions":3,"flows":1234567,\
        "bytes":55555515,"bytes_per_flow":45,"oldest":"2026-01-15T10:20:00Z","lag":12,\
        "days_until_full":0.5,"free_bytes":0,"not_stored":{"disk_full":77,"failed":0},"set_aside":1}}
        """,
        "status",
        "-o",
        "json");
  }

  @Test
  void status_withHistoryInRows() {
    server.header("sextant-history", "{\"state\":\"storing\",\"message\":\"\",\"partitions\":1}");
    assertThat(terminal.run("status", "-o", "dict")).isZero();
    assertThat(terminal.out()).endsWith("            HISTORY: storing\n HISTORY PARTITIONS: 1\n");
  }

  @Test
  void status_withHistoryThatIsNoJson_saysSo() {
    server.header("sextant-history", "[1");
    assertThat(terminal.run("status")).isEqualTo(1);
    assertThat(terminal.err()).contains("header sextant-history is no JSON object");
  }

  @Test
  void status_ofAServerThatIsNotWell() {
    server.health(ServingStatus.NOT_SERVING);
    String told = "Healthcheck (via " + server.address() + "): Unavailable: NOT_SERVING\n";
    assertThat(terminal.run("status")).isEqualTo(1);
    assertThat(terminal.out()).isEqualTo(told);
    assertThat(terminal.err()).isEqualTo("sextant: not healthy\n");
  }

  @Test
  void status_ofAServerThatIsNotWell_isNoJson() {
    server.health(ServingStatus.NOT_SERVING);
    assertThat(terminal.run("status", "-o", "json")).isEqualTo(1);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err())
        .isEqualTo(
            "Healthcheck (via "
                + server.address()
                + "): Unavailable: NOT_SERVING\nsextant: not healthy\n");
  }

  @Test
  void nodes_inATable() {
    server.nodes = nodes();
    assertPrints(
        """
        NAME   STATUS        AGE      FLOWS/S   CURRENT/MAX-FLOWS
        a      Unavailable   N/A      N/A       N/A
        b      Connected     1h0m0s   2.00      100/4095 (  2.44%)
        c      Error         N/A      N/A       N/A
        """,
        "list", "nodes");
    assertPrints(
        """
        NAME   STATUS        AGE      FLOWS/S   CURRENT/MAX-FLOWS    VERSION          ADDRESS         TLS
        a      Unavailable   N/A      N/A       N/A                  N/A              10.0.0.1:4244   N/A
        b      Connected     1h0m0s   2.00      100/4095 (  2.44%)   cilium v1.19.4   10.0.0.2:4244   Enabled
        c      Error         N/A      N/A       N/A                  N/A                              Disabled
        """,
        "list", "node", "-o", "wide");
  }

  @Test
  void nodes_asJson() {
    server.nodes =
        GetNodesResponse.newBuilder()
            .addNodes(
                Node.newBuilder()
                    .setName("a")
                    .setState(NodeState.NODE_GONE)
                    .setTls(TLS.getDefaultInstance()))
            .build();
    assertPrints(
        """
        [
          {
            "name": "a",
            "state": "NODE_GONE",
            "tls": {}
          }
        ]
        """,
        "list",
        "nodes",
        "--output=json");
    server.nodes = GetNodesResponse.getDefaultInstance();
    assertPrints("[]\n", "list", "nodes", "--output=json");
  }

  @Test
  void namespaces_inATable() {
    server.namespaces =
        GetNamespacesResponse.newBuilder()
            .addNamespaces(Namespace.newBuilder().setCluster("east").setNamespace("payments"))
            .addNamespaces(Namespace.newBuilder().setCluster("west").setNamespace("shop"))
            .build();
    assertPrints("NAMESPACE\npayments\nshop\n", "list", "namespaces");
    assertPrints(
        """
        NAMESPACE   CLUSTER
        payments    east
        shop        west
        """,
        "list",
        "namespaces",
        "-o",
        "wide");
  }

  @Test
  void peers_areFollowed() {
    ChangeNotification.Builder added =
        ChangeNotification.newBuilder()
            .setType(ChangeNotificationType.PEER_ADDED)
            .setAddress("10.0.0.1:4244")
            .setName("n1");
    added.getTlsBuilder().setServerName("n1.default.hubble-grpc.cilium.io");
    server.peers =
        List.of(
            added.build(),
            ChangeNotification.newBuilder()
                .setType(ChangeNotificationType.PEER_DELETED)
                .setAddress("10.0.0.2:4244")
                .setName("n2")
                .build());
    String printed =
        """
        PEER_ADDED   10.0.0.1:4244 n1 (TLS.ServerName: n1.default.hubble-grpc.cilium.io)
        PEER_DELETED 10.0.0.2:4244 n2
        """;
    assertPrints(printed, "watch", "peers");
    assertPrints(printed, "w", "peer");
  }

  @Test
  void reflection_isFoundInItsNewerVersion() {
    assertThat(terminal.run("reflect")).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .contains("//   observer.Observer\n", "//   peer.Peer\n")
        .contains("service Peer {\n  rpc Notify(peer.NotifyRequest) returns (stream peer.Change")
        .contains("  oneof response_types {\n    flow.Flow flow = 1;\n")
        .contains("import \"google/protobuf/timestamp.proto\";")
        .contains("\nenum Verdict {\n  VERDICT_UNKNOWN = 0;\n", "  reserved 7;\n")
        .doesNotContain("Entry {");
    assertPrintsJson();
  }

  private void assertPrintsJson() {
    TestTerminal fresh = new TestTerminal();
    assertThat(fresh.run("reflect", "peer.Peer", "-o", "json", "--server", server.address()))
        .isZero();
    assertThat(fresh.out().lines()).singleElement().asString().startsWith("{\"name\":\"peer/peer");
  }

  @Test
  void newerServers_areToldOnce() {
    server.header("hubble-server-version", "1.20.1");
    server.header("hubble-relay-version", "1.21.0");
    assertThat(terminal.run("status")).isZero();
    assertThat(terminal.err())
        .isEqualTo(
            "sextant: the server speaks the API of Hubble 1.20.1, newer than 1.19 which this client"
                + " knows: what is new in it is not shown\n");
  }

  @Test
  void versions_compareByMajorAndMinor() {
    assertThat(List.of("1.20.0", "v1.20", "2.0", "1.100.0-dev")).allMatch(VersionCheck::isNewer);
    assertThat(List.of("1.19.9", "v1.19.4", "0.1.0", "1.2", "", "unknown"))
        .noneMatch(VersionCheck::isNewer);
  }

  @Test
  void version_tellsWhatThisIs() {
    assertPrintsMatch("sextant \\S+ \\(API of Hubble 1\\.19\\) with Java 25\\S* on linux/\\w+\n");
    assertPrintsMatch(
        "\\{\"version\":\"\\S+\",\"hubble_api\":\"1\\.19\",\"java\":\"25\\S*\",\"os\":\"linux\","
            + "\"arch\":\"\\w+\"}\n",
        "-o",
        "json");
  }

  private void assertPrintsMatch(String regex, String... options) {
    TestTerminal fresh = new TestTerminal();
    String[] all = new String[options.length + 1];
    all[0] = "version";
    System.arraycopy(options, 0, all, 1, options.length);
    assertThat(fresh.run(all)).isZero();
    assertThat(fresh.out()).matches(regex);
  }

  private void assertPrints(String text, String... arguments) {
    TestTerminal fresh = new TestTerminal().with("HUBBLE_SERVER", server.address());
    assertThat(fresh.run(arguments)).as(fresh.err()).isZero();
    assertThat(fresh.out()).isEqualTo(text.replace("ADDRESS)", server.address() + ")"));
    assertThat(fresh.err()).isEmpty();
  }

  private static ServerStatusResponse relay() {
    return ServerStatusResponse.newBuilder()
        .setNumFlows(100)
        .setMaxFlows(4095)
        .setSeenFlows(5400)
        .setUptimeNs(HOUR)
        .setFlowsRate(1.5)
        .setVersion("cilium v1.19.4")
        .setNumConnectedNodes(UInt32Value.of(2))
        .setNumUnavailableNodes(UInt32Value.of(12))
        .addAllUnavailableNodes(List.of("n3", "n4"))
        .build();
  }

  private static GetNodesResponse nodes() {
    return GetNodesResponse.newBuilder()
        .addNodes(
            Node.newBuilder()
                .setName("c")
                .setState(NodeState.NODE_ERROR)
                .setTls(TLS.getDefaultInstance()))
        .addNodes(
            Node.newBuilder()
                .setName("b")
                .setState(NodeState.NODE_CONNECTED)
                .setUptimeNs(HOUR)
                .setSeenFlows(7200)
                .setNumFlows(100)
                .setMaxFlows(4095)
                .setVersion("cilium v1.19.4")
                .setAddress("10.0.0.2:4244")
                .setTls(TLS.newBuilder().setEnabled(true)))
        .addNodes(
            Node.newBuilder()
                .setName("a")
                .setState(NodeState.NODE_UNAVAILABLE)
                .setAddress("10.0.0.1:4244"))
        .build();
  }
}
