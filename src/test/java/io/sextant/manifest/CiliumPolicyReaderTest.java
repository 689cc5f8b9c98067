package io.sextant.manifest;

import static io.sextant.manifest.TestManifests.cilium;
import static io.sextant.manifest.TestManifests.clusterwide;
import static io.sextant.manifest.TestManifests.policy;
import static io.sextant.manifest.TestManifests.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObject.PolicyObject;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.NamePattern;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Action;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Names;
import io.sextant.policy.Policy.Peer;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CiliumPolicyReaderTest {
  private static final Rule NOBODY = Rule.allow(new Everyone(Entity.NONE));
  private static final Requirement ANYWHERE =
      new Requirement(LabelSelector.NAMESPACE, Operator.EXISTS, List.of());

  @Test
  void policy_ofOneWorkloadIsReadInFull() {
    LabelSelector frontend =
        LabelSelector.ALL.with("k8s:app", "frontend").with(LabelSelector.NAMESPACE, "shop");
    assertThat(policy(TestManifests.REVIEWS))
        .isEqualTo(
            new Policy(
                "CiliumNetworkPolicy",
                "shop",
                "reviews",
                List.of(
                    "k8s:io.cilium.k8s.policy.derived-from=CiliumNetworkPolicy",
                    "k8s:io.cilium.k8s.policy.name=reviews",
                    "k8s:io.cilium.k8s.policy.namespace=shop"),
                LabelSelector.ALL.with("k8s:app", "reviews"),
                Section.only(Rule.allow(new Pods(frontend), PortRange.tcp(8080))),
                Section.ABSENT));
  }

  @Test
  void directions_areIsolatedByTheirRulesAlone() {
    assertThat(policy(cilium("ingress: []")).ingress()).isEqualTo(Section.ABSENT);
    assertThat(policy(cilium("ingress:")).ingress()).isEqualTo(Section.ABSENT);
    Policy closed = policy(cilium("ingress: [{}]"));
    assertThat(closed.ingress()).isEqualTo(Section.only(NOBODY));
    assertThat(closed.egress()).isEqualTo(Section.ABSENT);
    Policy denies = policy(cilium("egressDeny: [{toEntities: [world]}]"));
    Rule noWorld = Rule.deny(new Everyone(Entity.WORLD));
    assertThat(denies.egress()).isEqualTo(Section.only(noWorld));
    assertThat(
            policy(
                    cilium(
                        "enableDefaultDeny: {egress: false}\n"
                            + "egressDeny: [{toEntities: [world]}]"))
                .egress())
        .isEqualTo(Section.also(noWorld));
    assertThat(policy(cilium("enableDefaultDeny: {ingress: true}")).ingress())
        .isEqualTo(Section.only());
  }

  @Test
  void allowsAndDenies_keepTheirOrder() {
    Policy policy =
        policy(
            cilium(
                """
                ingressDeny:
                - fromEntities: [remote-node]
                ingress:
                - fromEntities: [all]
                - {}
                - fromEntities: [host]
                """));
    assertThat(policy.ingress().rules())
        .containsExactly(
            Rule.allow(new Everyone(Entity.ALL)),
            NOBODY,
            Rule.allow(new Everyone(Entity.HOST)),
            Rule.deny(new Everyone(Entity.REMOTE_NODE)));
  }

  @Test
  void emptyLists_findNobody() {
    assertThat(ingress("fromEndpoints: []")).isEqualTo(NOBODY);
    Rule onPorts = ingress("fromEndpoints: []\ntoPorts: [{ports: [{port: \"80\"}]}]");
    assertThat(onPorts.peers()).isEqualTo(NOBODY.peers());
    assertThat(ingress("fromEndpoints: []\nfromEntities: [host]"))
        .isEqualTo(Rule.allow(new Everyone(Entity.HOST)));
    Rule fromAll = ingress("toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]");
    assertThat(fromAll).isEqualTo(new Rule(Action.ALLOW, List.of(), List.of(PortRange.tcp(80))));
  }

  @Test
  void endpoints_areOfTheNamespaceUnlessTheyNameOne() {
    LabelSelector app = LabelSelector.ALL.with("k8s:app", "dns");
    assertThat(endpoints("{}"))
        .isEqualTo(new Pods(LabelSelector.ALL.with(LabelSelector.NAMESPACE, "shop")));
    assertThat(endpoints("{matchLabels: {app: dns}}"))
        .isEqualTo(endpoints("{matchLabels: {'k8s:app': dns}}"))
        .isEqualTo(endpoints("{matchLabels: {'any:app': dns}}"))
        .isEqualTo(new Pods(app.with(LabelSelector.NAMESPACE, "shop")));
    assertThat(
            endpoints("{matchLabels: {app: dns, 'k8s:io.kubernetes.pod.namespace': kube-system}}"))
        .isEqualTo(new Pods(app.with(LabelSelector.NAMESPACE, "kube-system")));
    assertThat(
            endpoints("{matchExpressions: [{key: io.kubernetes.pod.namespace, operator: Exists}]}"))
        .isEqualTo(new Pods(LabelSelector.ALL.with(ANYWHERE)));
    assertThat(endpoints("{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': web}}"))
        .isEqualTo(
            new Pods(LabelSelector.ALL.with("k8s:io.cilium.k8s.namespace.labels.team", "web")));
  }

  @Test
  void endpoints_ofAClusterwidePolicyAreOfAnyNamespace() {
    Policy policy = policy(clusterwide("ingress: [{fromEndpoints: [{}]}]"));
    assertThat(policy.namespace()).isEmpty();
    assertThat(policy.labels()).hasSize(2);
    assertThat(policy.ingress())
        .isEqualTo(Section.only(Rule.allow(new Pods(LabelSelector.ALL.with(ANYWHERE)))));
  }

  @Test
  void reservedLabels_areEntities() {
    assertThat(endpoints("{matchLabels: {'reserved:host': ''}}"))
        .isEqualTo(new Everyone(Entity.HOST));
    assertThat(endpoints("{matchExpressions: [{key: 'reserved:world', operator: Exists}]}"))
        .isEqualTo(new Everyone(Entity.WORLD));
    assertThat(problem("ingress: [{fromEndpoints: [{matchLabels: {'reserved:hots': ''}}]}]"))
        .contains("fromEndpoints[0]: \"hots\" is no entity", "did you mean host?");
    assertThat(problem("ingress: [{fromEndpoints: [{matchLabels: {'reserved:host': '', a: b}}]}]"))
        .contains("a reserved: label stands alone");
    assertThat(problem("ingress: [{fromEndpoints: [{matchLabels: {'cidr:a': b}}]}]"))
        .contains("the source of a label is one of k8s:, any:, reserved:");
  }

  @ParameterizedTest
  @CsvSource({
    "all, ALL",
    "world, WORLD",
    "world-ipv4, WORLD_IPV4",
    "world-ipv6, WORLD_IPV6",
    "cluster, CLUSTER",
    "host, HOST",
    "remote-node, REMOTE_NODE",
    "health, HEALTH",
    "init, INIT",
    "unmanaged, UNMANAGED",
    "ingress, INGRESS",
    "kube-apiserver, KUBE_APISERVER",
    "none, NONE"
  })
  void entities_areCalledAsInCilium(String name, Entity entity) {
    assertThat(ingress("fromEntities: [" + name + "]")).isEqualTo(Rule.allow(new Everyone(entity)));
  }

  @Test
  void ranges_areOutsideOfTheCluster() {
    assertThat(ingress("fromCIDR: [10.0.0.0/8, 192.0.2.1, 'fd00::/8']").peers())
        .containsExactly(
            Range.outside(Cidr.parse("10.0.0.0/8")),
            Range.outside(Cidr.parse("192.0.2.1/32")),
            Range.outside(Cidr.parse("fd00::/8")));
    assertThat(ingress("fromCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]").peers())
        .containsExactly(Range.outside(Cidr.parse("10.0.0.0/8"), Cidr.parse("10.1.0.0/16")));
    assertThat(problem("ingress: [{fromCIDR: [10.0.0]}]")).contains("fromCIDR[0]: \"10.0.0\"");
    assertThat(problem("ingress: [{fromCIDRSet: [{cidr: 10.0.0.1}]}]")).contains("/32");
    assertThat(problem("ingress: [{fromCIDR: ['::ffff:10.0.0.1/104']}]"))
        .contains("is IPv4 written as IPv6");
  }

  @Test
  void names_areExactOrPatterns() {
    Policy policy =
        policy(
            cilium(
                """
                egress:
                - toFQDNs:
                  - matchName: Pay.Example.com.
                  - matchPattern: "*.example.com"
                """));
    assertThat(policy.egress().rules().getFirst().peers())
        .containsExactly(
            new Names(new NamePattern("pay.example.com")),
            new Names(new NamePattern("*.example.com")));
    assertThat(problem("egress: [{toFQDNs: [{matchName: '*.example.com'}]}]"))
        .contains("toFQDNs[0].matchName: \"*.example.com\" is a pattern: write matchPattern");
    assertThat(problem("egress: [{toFQDNs: [{}]}]")).contains("one of matchName and matchPattern");
    assertThat(problem("egress: [{toFQDNs: [{matchName: 'a b'}]}]")).contains("is not a DNS name");
    assertThat(problem("egressDeny: [{toFQDNs: [{matchName: a.b}]}]"))
        .contains("there is no field \"toFQDNs\"");
  }

  @Test
  void ports_areOfAnyProtocolUnlessTheySayOne() {
    assertThat(ports("{port: \"53\"}"))
        .containsExactly(
            PortRange.tcp(53), PortRange.udp(53), new PortRange(L4Protocol.SCTP, 53, 53));
    assertThat(ports("{port: \"8000\", endPort: 8999, protocol: tcp}"))
        .containsExactly(new PortRange(L4Protocol.TCP, 8000, 8999));
    assertThat(ports("{port: HTTP, protocol: TCP}"))
        .containsExactly(new NamedPort("http", L4Protocol.TCP));
    assertThat(ports("{port: \"0\", protocol: UDP}"))
        .containsExactly(PortRange.all(L4Protocol.UDP));
    assertThat(ports("{port: \"0\", protocol: ICMP}"))
        .containsExactly(PortRange.all(L4Protocol.ICMPv4));
    assertThat(portProblem("{port: 80}")).contains("write \"80\"");
    assertThat(portProblem("{port: \"080\"}")).contains("\"080\": a name or a number from 0");
    assertThat(portProblem("{port: \"65536\"}")).contains("\"65536\": a name or a number");
    assertThat(portProblem("{port: \"80\", protocol: ICMP}")).contains("ICMPv4 has no ports");
    assertThat(portProblem("{port: \"0\", endPort: 80}")).contains("endPort needs the number");
    assertThat(portProblem("{port: http, endPort: 80}")).contains("endPort needs the number");
    assertThat(portProblem("{port: \"90\", endPort: 80}")).contains("endPort 80 is below port 90");
    assertThat(problem("ingress: [{toPorts: [{}]}]")).contains("toPorts[0]: ports is missing");
    assertThat(problem("ingress: [{toPorts: [{ports: []}]}]")).contains("0 items: 1 to 40");
  }

  @Test
  void icmpTypes_areNumbersOrNames() {
    Rule rule =
        ingress(
            """
            icmps:
            - fields:
              - type: 8
              - type: EchoReply
              - {family: IPv6, type: EchoRequest}
              - {family: IPv6, type: "135"}
            """);
    assertThat(rule.ports())
        .containsExactly(
            new PortRange(L4Protocol.ICMPv4, 8, 8),
            new PortRange(L4Protocol.ICMPv4, 0, 0),
            new PortRange(L4Protocol.ICMPv6, 128, 128),
            new PortRange(L4Protocol.ICMPv6, 135, 135));
    assertThat(problem("ingress: [{icmps: [{fields: [{type: PacketTooBig}]}]}]"))
        .contains("fields[0].type: \"PacketTooBig\" is none of");
    assertThat(problem("ingress: [{icmps: [{fields: [{type: 256}]}]}]")).contains("0 to 255");
    assertThat(problem("ingress: [{icmps: [{fields: [{type: 1e9998}]}]}]")).contains("0 to 255");
    assertThat(problem("ingress: [{icmps: [{fields: [{type: true}]}]}]")).contains("0 to 255");
    assertThat(problem("ingress: [{icmps: [{fields: [{type: 8, family: IPv5}]}]}]"))
        .contains("\"IPv5\" is none of IPv4, IPv6");
    assertThat(
            problem(
                "ingress: [{icmps: [{fields: [{type: 8}]}], toPorts: [{ports: [{port: \"1\"}]}]}]"))
        .contains("ingress[0].icmps: icmps beside toPorts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ingress: [{fromRequires: [{}]}] | spec.ingress[0].fromRequires: fromRequires is not",
        "ingress: [{fromNodes: [{}]}] | spec.ingress[0].fromNodes: fromNodes is not supported",
        "ingress: [{fromGroups: [{}]}] | fromGroups is not supported",
        "ingress: [{authentication: {mode: required}}] | authentication is not supported",
        "egress: [{toServices: [{}]}] | toServices is not supported",
        "egress: [{toNodes: [{}]}] | toNodes is not supported",
        "egress: [{toGroups: [{}]}] | toGroups is not supported",
        "egress: [{toRequires: [{}]}] | toRequires is not supported",
        "egress: [{toCIDRSet: [{cidrGroupRef: x}]}] | cidrGroupRef is not supported",
        "egress: [{toCIDRSet: [{cidrGroupSelector: {}}]}] | cidrGroupSelector is not supported",
        "egress: [{toPorts: [{ports: [{port: '80'}], rules: {http: [{}]}}]}] | rules is not",
        "egress: [{toPorts: [{ports: [{port: '80'}], listener: {}}]}] | listener is not supported",
        "egress: [{toPorts: [{ports: [{port: '80'}], serverNames: [a]}]}] | serverNames is not",
        "egress: [{toPorts: [{ports: [{port: '80'}], originatingTLS: {}}]}] | originatingTLS is",
        "egress: [{toPorts: [{ports: [{port: '80'}], terminatingTLS: {}}]}] | terminatingTLS is",
        "nodeSelector: {} | spec.nodeSelector: nodeSelector is not supported",
        "ingress: [{fromEntities: [wrld]}] | did you mean world?",
        "ingress: [{fromEntities: [world], fromCIDR: [10.0.0.0/8]}] | fromCIDR beside fromEntities",
        "ingress: [{fromEndpoint: []}] | did you mean fromEndpoints?",
        "ingres: [] | spec.ingres: there is no field \"ingres\"; did you mean ingress?",
        "enableDefaultDeny: {ingres: true} | enableDefaultDeny.ingres: there is no field",
        "enableDefaultDeny: {ingress: 'no'} | \"no\" stands for true or false",
        "ingress: {} | spec.ingress: a mapping stands for a list",
        "ingress: [x] | spec.ingress[0]: \"x\" stands for a mapping",
        "log: {value: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa} | up to 32"
      })
  void mistakes_areNamed(String spec, String expected) {
    assertThat(problems(cilium(spec)).getFirst()).contains(expected);
  }

  @Test
  void subjects_stayInTheirNamespace() {
    String selector = "{matchLabels: {'k8s:io.kubernetes.pod.namespace': payments}}";
    assertThat(
            problems(cilium("").replace("endpointSelector: {}", "endpointSelector: " + selector)))
        .singleElement()
        .asString()
        .contains("a policy of namespace shop is about its endpoints alone");
    assertThat(problems(cilium("").replace("  endpointSelector: {}\n", "  ingress: []\n")))
        .singleElement()
        .asString()
        .contains("document 1, spec: endpointSelector is missing");
  }

  @Test
  void specs_becomeSeveralPoliciesOfOneName() {
    ClusterObject object =
        TestManifests.object(
            """
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: two, namespace: shop}
            specs:
            - endpointSelector: {matchLabels: {app: cart}}
              ingress: [{}]
              labels: [{key: owner, value: web, source: user}]
              description: the cart
              log: {value: cart}
            - endpointSelector: {matchLabels: {app: ledger}}
              egress: [{}]
            """);
    List<Policy> policies = ((PolicyObject) object).policies();
    assertThat(object.name()).isEqualTo(new ObjectName("CiliumNetworkPolicy", "shop", "two"));
    assertThat(policies)
        .extracting(Policy::subject)
        .containsExactly(
            LabelSelector.ALL.with("k8s:app", "cart"), LabelSelector.ALL.with("k8s:app", "ledger"));
    assertThat(policies.getFirst().labels()).contains("user:owner=web");
    assertThat(policies).extracting(Policy::log).containsExactly("cart", "");
    assertThat(ClusterObjects.of(List.of(object)).policies()).isEqualTo(policies);
  }

  private static Rule ingress(String rule) {
    return policy(cilium("ingress:\n-\n" + rule.indent(2))).ingress().rules().getFirst();
  }

  private static Peer endpoints(String selector) {
    return ingress("fromEndpoints: [" + selector + "]").peers().getFirst();
  }

  private static List<Ports> ports(String port) {
    return ingress("toPorts: [{ports: [" + port + "]}]").ports();
  }

  private static String portProblem(String port) {
    return problem("ingress: [{toPorts: [{ports: [" + port + "]}]}]");
  }

  /** The only thing that is wrong. */
  private static String problem(String spec) {
    List<String> problems = problems(cilium(spec));
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }
}
