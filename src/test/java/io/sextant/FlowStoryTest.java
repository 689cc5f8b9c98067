package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.PlannerSettings;
import io.sextant.control.PolicyTrace;
import io.sextant.flow.Flow;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.TrafficDirection;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.Manifests;
import io.sextant.policy.Origin;
import io.sextant.policy.Policy;
import io.sextant.policy.RuleRef;
import io.sextant.serve.http.GuardBook.FlowReasons;
import io.sextant.serve.http.GuardBook.Trace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is said of the shop's flows, when only its frontend may call the catalog. */
class FlowStoryTest {
  private static final String SHOP =
      """
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {namespace: shop, name: frontend-7d9c-x1, labels: {app: frontend}}
      spec: {device: sxt1, addresses: [10.42.0.11]}
      ---
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {namespace: shop, name: catalog-5b6f-q2, labels: {app: catalog}}
      spec: {device: sxt2, addresses: [10.42.0.12]}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {namespace: shop, name: catalog}
      spec:
        podSelector: {matchLabels: {app: catalog}}
        ingress:
          - from: [{podSelector: {matchLabels: {app: frontend}}}]
            ports: [{port: 9090}]
      """;

  private final PolicyTrace trace =
      PolicyTrace.of(PlannerSettings.of("node-1", "default", List.of()), objects());

  @Test
  void verdictOfARule_isNamed_andWhatWouldBeNowToo() {
    PolicyRef catalog = new PolicyRef("NetworkPolicy", "shop", "catalog", List.of(), 0);
    Flow flow =
        TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
            .rule(7, 3)
            .policies(
                new PolicyAttribution(TrafficDirection.INGRESS, true, List.of(catalog), List.of()))
            .build();
    FlowReasons told = new FlowStory(flow, null).told(trace, 12);
    assertThat(told.from()).isEqualTo("shop/frontend-7d9c-x1");
    assertThat(told.port()).isEqualTo("8080/tcp");
    assertThat(told.end()).isEqualTo("ingress");
    assertThat(told.revision()).isEqualTo(3);
    assertThat(told.rule()).isEqualTo(7);
    assertThat(told.revisionNow()).isEqualTo(12);
    assertThat(told.then()).containsExactly("allowed by NetworkPolicy shop/catalog, ingress");
    Trace now = Objects.requireNonNull(told.now());
    assertThat(now.allowed()).as("the policy was changed to another port").isFalse();
    assertThat(now.reasons())
        .anyMatch(line -> line.contains("isolated by NetworkPolicy shop/catalog"))
        .anyMatch(line -> line.contains("port is TCP port 8080, the rule wants TCP port 9090"));
  }

  @Test
  void ruleOfACookieThatIsKnown_isNamedByItsPlace() {
    PolicyRef catalog = new PolicyRef("NetworkPolicy", "shop", "catalog", List.of(), 0);
    PolicyAttribution allowed =
        new PolicyAttribution(TrafficDirection.INGRESS, true, List.of(catalog), List.of());
    Flow flow =
        TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO).rule(7, 3).policies(allowed).build();
    RuleRef first = new RuleRef(catalog, TrafficDirection.INGRESS, Policy.Action.ALLOW, 0);
    assertThat(new FlowStory(flow, new Origin(allowed, List.of(first))).told(trace, 1).then())
        .containsExactly("allowed by NetworkPolicy shop/catalog ingress[0]");
  }

  @Test
  void whatTheDatapathDidNotSay_isNotMadeUp() {
    assertThat(then(TestFlows.drop())).containsExactly("denied by default: no rule allowed it");
    assertThat(then(TestFlows.allowedVerdict()))
        .singleElement()
        .asString()
        .startsWith("allowed by no rule of a policy");
    assertThat(then(TestFlows.request()))
        .singleElement()
        .asString()
        .startsWith("a packet of a connection");
    assertThat(then(TestFlows.answer()))
        .first()
        .asString()
        .startsWith("a reply: it passes or not with the connection");
    Flow broken = TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO).dropReason(132).build();
    assertThat(then(broken))
        .containsExactly("dropped, Invalid source ip: no policy had a part in it");
  }

  @Test
  void podsThatNobodyKnowsNow_areNotJudged() {
    assertThat(new FlowStory(TestFlows.drop(), null).told(trace, 1).now()).isNull();
  }

  private List<String> then(Flow flow) {
    return new FlowStory(flow, null).told(trace, 1).then();
  }

  private static ClusterObjects objects() {
    Manifests read = Manifests.read("shop.yaml", SHOP.getBytes(StandardCharsets.UTF_8));
    assertThat(read.errors()).isEmpty();
    List<ClusterObject> objects = read.items().stream().map(Manifests.Item::object).toList();
    return ClusterObjects.of(objects);
  }
}
