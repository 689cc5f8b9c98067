package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that ask a guarded node what it enforces, and why. */
class GuardCommandsTest {
  private static final String POLICIES =
      """
      {"revision": 4, "realised": 3, "failure": "map full",
       "policies": [
         {"kind": "NetworkPolicy", "namespace": "shop", "name": "cart", "audited": false,
          "subject": "k8s:app=cart", "ingress": 2, "egress": null, "selects": ["shop/cart"]},
         {"kind": "CiliumClusterwideNetworkPolicy", "namespace": "", "name": "all", "audited": true,
          "subject": "all", "ingress": null, "egress": 1, "selects": []}],
       "errors": [{"object": "NetworkPolicy/shop/pay", "place": "pay.yaml:3:5",
                   "problem": "no field \\u001b[31mform"}]}
      """;
  private static final String ENDPOINTS =
      """
      [{"id": 7, "namespace": "shop", "pod": "cart", "device": "sxt1", "identity": 256,
        "state": "ready", "enforcesIngress": true, "enforcesEgress": false, "entries": 3,
        "wanted": 4, "realised": 3, "regenerationMillis": 1.5, "error": null}]
      """;
  private static final String TRACE =
      """
      {"from": "shop/web", "to": "shop/cart", "port": "80/tcp", "allowed": %s, "pending": %s,
       "egress": true, "ingress": false, "reasons": ["ingress of cart: denied", "  no rule"]}
      """;
  private static final String UUID = "188af7a9-5b2c-8d15-9f3e-2f0c7d1a6b44";
  private static final String FLOW =
      """
      {"uuid": "%s", "time": "2026-01-15T10:20:30Z", "from": "shop/web", "to": "shop/cart",
       "port": "80/tcp", "verdict": "DROPPED", "end": "ingress", "revision": 3, "rule": 7,
       "then": ["denied by NetworkPolicy shop/cart, ingress"], "revisionNow": 4, "now": %s}
      """;

  private final TestTerminal terminal = new TestTerminal();
  private ScriptedRest server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedRest();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void policies_areListedWithWhatIsWrong() {
    server.on("policies", POLICIES);
    assertThat(server.run(terminal, "policy", "get")).isEqualTo(1);
    assertThat(terminal.out())
        .isEqualTo(
            """
            KIND                             POLICY      SUBJECT        INGRESS   EGRESS   MODE      ENDPOINTS
            NetworkPolicy                    shop/cart   k8s:app=cart   2 rules   -        enforce   1
            CiliumClusterwideNetworkPolicy   all         all            -         1 rule   audit     0
            revision 4, in force 3
            the node is not what is wanted: map full
            pay.yaml:3:5: NetworkPolicy/shop/pay: no field ^[[31mform
            """);
  }

  @Test
  void policies_inForceAsWanted_areWell() {
    server.on(
        "policies",
        """
        {"revision": 4, "realised": 4, "failure": null, "policies": [], "errors": []}
        """);
    assertThat(server.run(terminal, "policy", "get")).isZero();
    assertThat(terminal.out()).endsWith("revision 4, in force 4\n");
    TestTerminal json = new TestTerminal();
    assertThat(server.run(json, "policy", "get", "-o", "json")).isZero();
    assertThat(json(json).path("realised").asInt()).isEqualTo(4);
    TestTerminal list = new TestTerminal();
    assertThat(server.run(list, "list", "policies")).isZero();
    assertThat(list.out()).isEqualTo(terminal.out());
  }

  @Test
  void endpoints_areListed() {
    server.on("endpoints", ENDPOINTS);
    assertThat(server.run(terminal, "list", "endpoints")).isZero();
    assertThat(terminal.out()).contains("shop/cart", "256", "ready", "enforced", "open", "3/4");
    TestTerminal json = new TestTerminal();
    assertThat(server.run(json, "list", "endpoints", "-o", "json")).isZero();
    assertThat(json(json).get(0).path("device").asString()).isEqualTo("sxt1");
  }

  @Test
  void identities_areListed() {
    server.on(
        "identities",
        """
        [{"number": 256, "labels": ["k8s:app=cart", "k8s:a=b"], "ranges": ["10.0.0.0/8"],
          "names": ["*.example.org"], "ports": {"http/tcp": 8080}}]
        """);
    assertThat(server.run(terminal, "list", "identities")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            IDENTITY   LABELS                 TOLD APART BY
            256        k8s:app=cart,k8s:a=b   10.0.0.0/8,*.example.org,http/tcp=8080
            """);
  }

  @Test
  void reconcile_showsEachDifference_andEndsWithOne() {
    server.on(
        "reconcile",
        """
        {"time": "2026-01-15T10:20:30Z", "revision": 4, "equal": false, "parts": [
          {"thing": "links", "wanted": 2, "real": 1, "missing": 1, "extra": 0, "altered": 0,
           "texts": ["missing sxt1"]}]}
        """);
    assertThat(server.run(terminal, "status", "--reconcile")).isEqualTo(1);
    assertThat(terminal.out())
        .isEqualTo(
            """
            WHAT    WANTED   REAL   MISSING   EXTRA   ALTERED
            links   2        1      1         0       0
            links: missing sxt1
            the kernel differs from what is wanted; it is repaired within the next cycle
            """);
  }

  @Test
  void reconcile_nothingDiffers_isZero() {
    server.on("reconcile", "{\"revision\": 4, \"equal\": true, \"parts\": []}");
    assertThat(server.run(terminal, "status", "--reconcile")).isZero();
    assertThat(terminal.out()).endsWith("the kernel holds what revision 4 wants\n");
  }

  @Test
  void trace_saysVerdictFirst_andEndsWithIt() {
    String question = "policies/trace?from=shop%2Fweb&port=80%2Ftcp&to=shop%2Fcart";
    server.on(question, TRACE.formatted("false", "true"));
    assertThat(trace(terminal)).isEqualTo(1);
    assertThat(terminal.out())
        .isEqualTo(
            """
            shop/web -> shop/cart 80/tcp: DENIED (with audited policies: ALLOWED)
            ingress of cart: denied
              no rule
            """);
    server.on(question, TRACE.formatted("true", "true"));
    TestTerminal allowed = new TestTerminal();
    assertThat(trace(allowed)).isZero();
    assertThat(allowed.out()).startsWith("shop/web -> shop/cart 80/tcp: ALLOWED\n");
    server.refuse(question, 400, "no such pod");
    TestTerminal wrong = new TestTerminal();
    assertThat(trace(wrong)).isEqualTo(1);
    assertThat(wrong.err()).isEqualTo("sextant: no such pod\n");
  }

  @Test
  void trace_ofAFolder_asksNobody(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("shop.yaml"),
        """
        {apiVersion: sextant.io/v1, kind: Endpoint, metadata: {namespace: shop, name: web,
         labels: {app: web}}, spec: {device: sxt2, addresses: [10.0.0.2]}}
        ---
        {apiVersion: sextant.io/v1, kind: Endpoint, metadata: {namespace: shop, name: cart,
         labels: {app: cart}}, spec: {device: sxt3, addresses: [10.0.0.3]}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {namespace: shop, name: cart}
        spec:
          podSelector: {matchLabels: {app: cart}}
          ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]
        ---
        {kind: Nonsense}
        """);
    assertThat(trace(terminal, "--manifests", folder.toString())).isZero();
    assertThat(terminal.out())
        .startsWith("shop/web -> shop/cart 80/tcp: ALLOWED\n")
        .contains("allowed by NetworkPolicy shop/cart ingress[0]");
    assertThat(terminal.err()).contains("left out: ", "shop.yaml", "Nonsense");
    TestTerminal wrong = new TestTerminal();
    assertThat(
            wrong.run(
                "policy",
                "trace",
                "--from=shop/w",
                "--to=shop/cart",
                "--port=80/tcp",
                "--manifests=" + folder))
        .isEqualTo(1);
    assertThat(wrong.err()).contains("\"shop/w\" is no pod that is known");
  }

  @Test
  void explain_ofAFlow_saysThenAndNow() {
    server.on(
        "policies/explain?flow=" + UUID, FLOW.formatted(UUID, TRACE.formatted("true", "true")));
    assertThat(server.run(terminal, "policy", "explain", UUID.toUpperCase(Locale.ROOT))).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            shop/web -> shop/cart 80/tcp: DROPPED at ingress, 2026-01-15T10:20:30Z
              denied by NetworkPolicy shop/cart, ingress
              revision 3, rule 7

            now, revision 4: ALLOWED
            ingress of cart: denied
              no rule
            """);
  }

  @Test
  void explain_ofAFlowWhoseEndsAreGone_saysSo() {
    server.on("policies/explain?flow=" + UUID, FLOW.formatted(UUID, "null"));
    assertThat(server.run(terminal, "policy", "explain", UUID)).isZero();
    assertThat(terminal.out()).endsWith("now: nothing is known any more of who was at an end\n");
    TestTerminal json = new TestTerminal();
    assertThat(server.run(json, "policy", "explain", UUID, "-o", "json")).isZero();
    assertThat(json(json).path("rule").asInt()).isEqualTo(7);
  }

  @Test
  void explain_ofAPolicy_givesSentencesAndEndpoints() {
    server.on(
        "policies/explain?policy=shop%2Fcart",
        """
        [{"kind": "NetworkPolicy", "namespace": "shop", "name": "cart", "audited": false,
          "revision": 4, "selects": ["shop/cart", "shop/cart-2"],
          "sentences": ["NetworkPolicy shop/cart judges all pods", "egress: says nothing"]}]
        """);
    assertThat(server.run(terminal, "policy", "explain", "shop/cart")).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            NetworkPolicy shop/cart judges all pods
            egress: says nothing
            in force with revision 4, here about shop/cart, shop/cart-2
            """);
    server.refuse("policies/explain?policy=crt", 400, "expected a policy in force");
    TestTerminal wrong = new TestTerminal();
    assertThat(server.run(wrong, "policy", "explain", "crt")).isEqualTo(1);
    assertThat(wrong.err()).isEqualTo("sextant: expected a policy in force\n");
  }

  @Test
  void serversThatDoNotAnswer_areNamed() {
    String address = server.address();
    server.close();
    assertThat(terminal.run("policy", "get", "--server-http", address)).isEqualTo(1);
    assertThat(terminal.err()).contains("no server answers at " + address, "sextant run");
    TestTerminal wrong = new TestTerminal();
    assertThat(wrong.run("policy", "get", "--server-http", "a b")).isEqualTo(1);
    assertThat(wrong.err()).contains("--server-http a b: should be host:port");
  }

  private int trace(TestTerminal asking, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("policy", "trace", "--from=shop/web", "--to=shop/cart", "--port=80/tcp"));
    all.addAll(List.of(more));
    return server.run(asking, all.toArray(String[]::new));
  }

  private static JsonNode json(TestTerminal terminal) {
    return JsonMapper.shared().readTree(terminal.out());
  }
}
