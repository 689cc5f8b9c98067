package io.sextant.manifest;

import static io.sextant.manifest.TestManifests.policy;
import static io.sextant.manifest.TestManifests.problems;
import static io.sextant.manifest.TestManifests.standard;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Effect;
import io.sextant.policy.Policy.Peer;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkPolicyReaderTest {
  private static final LabelSelector IN_SHOP =
      LabelSelector.ALL.with(LabelSelector.NAMESPACE, "shop");

  @Test
  void policy_ofOneWorkloadIsReadInFull() {
    LabelSelector frontend =
        LabelSelector.ALL.with("k8s:app", "frontend").with(LabelSelector.NAMESPACE, "shop");
    assertThat(policy(TestManifests.CART))
        .isEqualTo(
            new Policy(
                "NetworkPolicy",
                "shop",
                "cart",
                List.of(
                    "k8s:io.cilium.k8s.policy.derived-from=NetworkPolicy",
                    "k8s:io.cilium.k8s.policy.name=cart",
                    "k8s:io.cilium.k8s.policy.namespace=shop"),
                LabelSelector.ALL.with("k8s:app", "cart"),
                Section.only(Rule.allow(new Pods(frontend), PortRange.tcp(7070))),
                Section.ABSENT));
  }

  @Test
  void types_followFromTheRulesWhereNoneAreNamed() {
    assertThat(policy(standard("podSelector: {}")).ingress()).isEqualTo(Section.only());
    assertThat(policy(standard("podSelector: {}")).egress()).isEqualTo(Section.ABSENT);
    assertThat(policy(standard("policyTypes: []\negress: []")).egress()).isEqualTo(Section.ABSENT);
    Policy both = policy(standard("egress:\n- {}"));
    assertThat(both.ingress()).isEqualTo(Section.only());
    assertThat(both.egress()).isEqualTo(Section.only(all()));
    Policy egress = policy(standard("policyTypes: [Egress]\ningress: [{}]"));
    assertThat(egress.ingress()).isEqualTo(Section.ABSENT);
    assertThat(egress.egress()).isEqualTo(Section.only());
  }

  @Test
  void emptyLists_ofARuleMeanAll() {
    assertThat(policy(standard("ingress:\n- from: []\n  ports: []")).ingress())
        .isEqualTo(Section.only(all()));
    assertThat(policy(standard("ingress:\n- ports: [{}]")).ingress().rules().getFirst().ports())
        .containsExactly(PortRange.all(L4Protocol.TCP));
    assertThat(policy(standard("ingress:\n- from:\n  ports:")).ingress())
        .as("nothing is as if it were left out")
        .isEqualTo(Section.only(all()));
  }

  @Test
  void namespaceSelectors_reachLabelsOfNamespaces() {
    assertThat(peers("podSelector: {}")).containsExactly(new Pods(IN_SHOP));
    Requirement anywhere = new Requirement(LabelSelector.NAMESPACE, Operator.EXISTS, List.of());
    assertThat(peers("namespaceSelector: {}"))
        .containsExactly(new Pods(LabelSelector.ALL.with(anywhere)));
    assertThat(
            peers(
                """
                podSelector: {matchLabels: {app: dns}}
                namespaceSelector:
                  matchExpressions:
                  - {key: team, operator: NotIn, values: [guests, ""]}
                """))
        .containsExactly(
            new Pods(
                LabelSelector.ALL
                    .with("k8s:app", "dns")
                    .with(anywhere)
                    .with(
                        new Requirement(
                            "k8s:io.cilium.k8s.namespace.labels.team",
                            Operator.NOT_IN,
                            List.of("guests", "")))));
  }

  @Test
  void blocks_reachPodsToo() {
    assertThat(peers("ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.3.4/32]}"))
        .containsExactly(
            new Range(
                Cidr.parse("10.0.0.0/8"),
                List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("10.2.3.4/32")),
                Reach.PODS_TOO));
    assertThat(problems(standard("ingress:\n- from:\n  - ipBlock: {cidr: 10.0.0.0/33}")))
        .containsExactly(
            "shop.yaml:7:23: document 1, spec.ingress[0].from[0].ipBlock.cidr: prefix length 33 of"
                + " 10.0.0.0: 0 to 32 is possible");
    assertThat(
            problems(
                standard(
                    "egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, fd00::/8,"
                        + " 10.0.0.1]}}]}]")))
        .extracting(problem -> problem.replaceFirst(".*: document 1, ", ""))
        .containsExactly(
            "spec.egress[0].to[0].ipBlock.except[0]: 11.0.0.0/16 is not in 10.0.0.0/8",
            "spec.egress[0].to[0].ipBlock.except[1]: fd00::/8 is not in 10.0.0.0/8",
            "spec.egress[0].to[0].ipBlock.except[2]: \"10.0.0.1\" has no prefix length: write"
                + " 10.0.0.1/32 for one address");
  }

  @Test
  void ports_areNumbersNamesOrRanges() {
    String ports =
        """
        ingress:
        - ports:
          - port: 53
            protocol: UDP
          - port: http
          - port: 30000
            endPort: 32767
            protocol: SCTP
        """;
    assertThat(policy(standard(ports)).ingress().rules().getFirst().ports())
        .containsExactly(
            PortRange.udp(53),
            new NamedPort("http", L4Protocol.TCP),
            new PortRange(L4Protocol.SCTP, 30000, 32767));
    assertThat(problem("ports: [{port: 90, endPort: 80}]")).contains("endPort 80 is below port 90");
    assertThat(problem("ports: [{port: http, endPort: 80}]"))
        .contains("ports[0].endPort: endPort needs a number as port, not the name \"http\"");
    assertThat(problem("ports: [{endPort: 80}]")).contains("endPort needs port");
    assertThat(problem("ports: [{port: 65536}]")).contains("65536: 1 to 65535 is possible");
    assertThat(problem("ports: [{port: 99999999999}]")).contains("99999999999: 1 to 65535");
    assertThat(problem("ports: [{port: \"80\"}]")).contains("\"80\" is not a name");
    assertThat(problem("ports: [{port: 80, protocol: TPC}]"))
        .endsWith("\"TPC\" is none of TCP, UDP, SCTP; did you mean TCP?");
  }

  @Test
  void peers_areOneThing() {
    assertThat(problem("from: [{}]")).contains("from[0]: one of podSelector, namespaceSelector");
    assertThat(problem("from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]"))
        .contains("ipBlock stands alone");
    assertThat(problem("from: [{podSelektor: {}}]"))
        .contains(
            "from[0].podSelektor: there is no field \"podSelektor\"; did you mean podSelector");
    assertThat(problem("to: []")).contains("ingress[0].to: there is no field \"to\"");
  }

  @Test
  void selectors_saysWhatIsWrongInThem() {
    assertThat(problem("from: [{podSelector: {matchExpressions: [{key: a, operator: in}]}}]"))
        .contains("\"in\" is none of In, NotIn, Exists, DoesNotExist; did you mean In?");
    assertThat(problem("from: [{podSelector: {matchExpressions: [{key: a, operator: In}]}}]"))
        .contains("values: at least one is needed");
    assertThat(
            problem(
                "from: [{podSelector: {matchExpressions: [{key: a, operator: Exists, values:"
                    + " [x]}]}}]"))
        .contains("matchExpressions[0].values: values stand with In and NotIn");
    assertThat(problem("from: [{podSelector: {matchLabels: {a: 1}}}]"))
        .contains("matchLabels.a: the number 1 stands for a text: write \"1\"");
    assertThat(problem("from: [{podSelector: {matchLabels: {a: on}}}]"))
        .contains("the truth value on stands for a text: write \"on\"");
    assertThat(problem("from: [{podSelector: {matchLabels: {'a b': c}}}]"))
        .contains("\"a b\" is not the key of a label");
    assertThat(problem("from: [{podSelector: {matchLabels: {a: 'b c'}}}]"))
        .contains("\"b c\" is not the value of a label");
  }

  @Test
  void audit_isAnAnnotation() {
    String audited =
        TestManifests.CART.replace(
            "  name: cart", "  name: cart\n  annotations: {policy.sextant.io/audit: \"true\"}");
    assertThat(policy(audited).effect()).isEqualTo(Effect.AUDITED);
    assertThat(policy(audited.replace("\"true\"", "\"false\"")).effect())
        .isEqualTo(Effect.ENFORCED);
    assertThat(problems(audited.replace("\"true\"", "\"yes\"")))
        .singleElement()
        .asString()
        .contains("metadata.annotations.policy.sextant.io/audit: \"yes\" is none of true, false");
    assertThat(problems(audited.replace("/audit", "/adit")))
        .singleElement()
        .asString()
        .contains(
            "no annotation \"policy.sextant.io/adit\"; did you mean policy.sextant.io/audit?");
  }

  private static Rule all() {
    return new Rule(Policy.Action.ALLOW, List.of(), List.of());
  }

  private static List<Peer> peers(String peer) {
    Policy policy = policy(standard("ingress:\n- from:\n  -\n" + peer.indent(4)));
    return policy.ingress().rules().getFirst().peers();
  }

  /** The only thing that is wrong with a rule. */
  private static String problem(String rule) {
    List<String> problems = problems(standard("ingress:\n- " + rule));
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }
}
