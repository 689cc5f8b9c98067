package io.sextant.policy;

import static io.sextant.flow.TrafficDirection.EGRESS;
import static io.sextant.flow.TrafficDirection.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.IdentityAllocator;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Truth tables: for each peer and port, does the endpoint {@code x/a} talk to it? */
class PolicyCompilerTest {
  private static final List<String> PEERS =
      List.of("x/a", "x/b", "y/a", "y/b", "host", "world", "office", "lab");
  private static final Cidr OFFICE = Cidr.parse("203.0.113.0/24");
  private static final Cidr LAB = Cidr.parse("203.0.113.128/25");

  private final IdentityAllocator allocator = new IdentityAllocator();
  private final TreeMap<String, Integer> identities = new TreeMap<>();

  PolicyCompilerTest() {
    for (String pod : PEERS.subList(0, 4)) {
      identities.put(pod, allocator.allocate(labels(pod)).number());
    }
    identities.put("host", Identities.HOST);
    identities.put("world", Identities.WORLD);
    identities.put("office", allocator.allocate(OFFICE, Set.of(OFFICE)).number());
    identities.put("lab", allocator.allocate(LAB, Set.of(OFFICE, LAB)).number());
  }

  @Test
  void noPolicy_enforcesNothing() {
    assertThat(compile()).isEqualTo(CompiledPolicy.OPEN);
  }

  @Test
  void policyForOthers_enforcesNothing() {
    Policy other = policy("y", LabelSelector.ALL, Section.only(), Section.only());
    assertThat(compile(other)).isEqualTo(CompiledPolicy.OPEN);
  }

  @Test
  void emptySection_closesItsDirectionOnly() {
    CompiledPolicy compiled = compile(ingress(Section.only()));
    assertThat(compiled.enforcesIngress()).isTrue();
    assertThat(compiled.enforcesEgress()).isFalse();
    assertThat(allowed(compiled, INGRESS, L4Protocol.TCP, 80)).isEmpty();
  }

  @Test
  void podsOfOneNamespace_onOnePort() {
    CompiledPolicy compiled =
        compile(ingress(Section.only(Rule.allow(new Pods(namespace("y")), PortRange.tcp(80)))));
    assertThat(allowed(compiled, INGRESS, L4Protocol.TCP, 80)).containsExactly("y/a", "y/b");
    assertThat(allowed(compiled, INGRESS, L4Protocol.TCP, 81)).isEmpty();
    assertThat(allowed(compiled, INGRESS, L4Protocol.UDP, 80)).isEmpty();
  }

  @Test
  void podsByLabelAndNamespace_andAllPods() {
    Section one = Section.only(Rule.allow(new Pods(namespace("y").with("k8s:app", "a"))));
    assertThat(allowed(compile(ingress(one)), INGRESS, L4Protocol.TCP, 1)).containsExactly("y/a");
    Section all = Section.only(Rule.allow(new Pods(LabelSelector.ALL)));
    assertThat(allowed(compile(ingress(all)), INGRESS, L4Protocol.TCP, 1))
        .containsExactly("x/a", "x/b", "y/a", "y/b");
  }

  @Test
  void entities_pickWhatTheyName() {
    assertThat(peersOf(Entity.ALL)).containsExactlyElementsOf(PEERS);
    assertThat(peersOf(Entity.WORLD)).containsExactly("world", "office", "lab");
    assertThat(peersOf(Entity.CLUSTER)).containsExactly("x/a", "x/b", "y/a", "y/b", "host");
    assertThat(peersOf(Entity.HOST)).containsExactly("host");
    assertThat(peersOf(Entity.KUBE_APISERVER)).isEmpty();
  }

  @Test
  void range_coversNarrowerRanges_butNotItsExceptions() {
    assertThat(allowed(egressTo(Range.outside(OFFICE)), EGRESS, L4Protocol.TCP, 443))
        .containsExactly("office", "lab");
    assertThat(allowed(egressTo(Range.outside(OFFICE, LAB)), EGRESS, L4Protocol.TCP, 443))
        .containsExactly("office");
    assertThat(allowed(egressTo(Range.outside(LAB)), EGRESS, L4Protocol.TCP, 443))
        .containsExactly("lab");
  }

  @Test
  void ranges_namesRangesAndExceptions() {
    Policy policy = egress(Section.only(Rule.allow(Range.outside(OFFICE, LAB))));
    assertThat(PolicyCompiler.ranges(List.of(policy))).containsExactly(OFFICE, LAB);
  }

  @Test
  void deny_winsOverAllow_whicheverIsMoreSpecific() {
    Rule allowPort = Rule.allow(new Pods(namespace("y")), PortRange.tcp(80));
    Rule allowAll = Rule.allow(new Everyone(Entity.ALL));
    Rule denyPeer = Rule.deny(new Pods(namespace("y").with("k8s:app", "a")));
    Rule denyPort = Rule.deny(new Everyone(Entity.ALL), PortRange.tcp(80));
    assertThat(allowedOn80(allowPort, denyPeer)).containsExactly("y/b");
    assertThat(allowedOn80(denyPeer, allowAll)).doesNotContain("y/a").hasSize(7);
    assertThat(allowedOn80(allowPort, denyPort)).isEmpty();
    assertThat(allowedOn80(allowPort, Rule.deny(new Pods(namespace("y")), PortRange.tcp(80))))
        .isEmpty();
  }

  @Test
  void rulesThatDoNotIsolate_leaveTheRestOpen() {
    CompiledPolicy compiled = compile(egress(Section.also(Rule.deny(Range.outside(OFFICE)))));
    assertThat(compiled.enforcesEgress()).isTrue();
    assertThat(allowed(compiled, EGRESS, L4Protocol.TCP, 80))
        .containsExactly("x/a", "x/b", "y/a", "y/b", "host", "world");
    Policy isolating = egress(Section.only(Rule.allow(new Everyone(Entity.HOST))));
    Policy adding = egress(Section.also(Rule.allow(new Pods(namespace("y")))));
    assertThat(allowed(compile(isolating, adding), EGRESS, L4Protocol.TCP, 80))
        .containsExactly("y/a", "y/b", "host");
  }

  @Test
  void allowsOfSeveralPolicies_unite_andAreAttributedTogether() {
    Policy one = named("one", Rule.allow(new Pods(namespace("y")), PortRange.tcp(80)));
    Policy two =
        named("two", Rule.allow(new Pods(namespace("y").with("k8s:app", "b")), PortRange.tcp(80)));
    CompiledPolicy compiled = compile(one, two);
    assertThat(originOf(compiled, "y/a")).containsExactly("one");
    assertThat(originOf(compiled, "y/b")).containsExactly("one", "two");
  }

  @Test
  void textsOfPolicies_areTold_eachOnce() {
    Rule all = Rule.allow(new Pods(namespace("y")), PortRange.tcp(80));
    Rule some = Rule.allow(new Pods(namespace("y").with("k8s:app", "b")), PortRange.tcp(80));
    Policy first = saying("first", named("p", all));
    Policy silent = named("q", all);
    Policy again = saying("first", named("r", some));
    Policy ofTheSameName = saying("other part", named("r", some));
    CompiledPolicy compiled = compile(first, silent, again, ofTheSameName);
    assertThat(logOf(compiled, "y/a")).containsExactly("first");
    assertThat(logOf(compiled, "y/b")).containsExactly("first", "other part");
    assertThat(originOf(compiled, "y/b")).containsExactly("p", "q", "r");
    assertThat(logOf(compile(silent), "y/a")).isEmpty();
    assertThat(logOf(compile(ofTheSameName, again), "y/b")).containsExactly("other part", "first");
  }

  private static Policy saying(String log, Policy policy) {
    return new Policy(
        policy.kind(),
        policy.namespace(),
        policy.name(),
        policy.labels(),
        policy.subject(),
        policy.ingress(),
        policy.egress(),
        policy.effect(),
        log);
  }

  private List<String> logOf(CompiledPolicy compiled, String peer) {
    return compiled.entries().stream()
        .filter(entry -> entry.identity() == identity(peer))
        .flatMap(entry -> entry.origin().attribution().log().stream())
        .toList();
  }

  @Test
  void clusterwidePolicy_selectsAllNamespaces() {
    Policy everywhere = policy("", LabelSelector.ALL, Section.only(), Section.ABSENT);
    assertThat(compile(everywhere).enforcesIngress()).isTrue();
  }

  @Test
  void expressions_compareAsKubernetesDoes() {
    List<String> labels = labels("y/b");
    assertThat(matches("k8s:app", LabelSelector.Operator.IN, labels, "a", "b")).isTrue();
    assertThat(matches("k8s:app", LabelSelector.Operator.NOT_IN, labels, "a")).isTrue();
    assertThat(matches("k8s:none", LabelSelector.Operator.NOT_IN, labels, "a")).isTrue();
    assertThat(matches("k8s:none", LabelSelector.Operator.IN, labels, "a")).isFalse();
    assertThat(matches("k8s:app", LabelSelector.Operator.EXISTS, labels)).isTrue();
    assertThat(matches("k8s:app", LabelSelector.Operator.DOES_NOT_EXIST, labels)).isFalse();
  }

  private static boolean matches(
      String key, LabelSelector.Operator operator, List<String> labels, String... values) {
    var requirement = new LabelSelector.Requirement(key, operator, List.of(values));
    return LabelSelector.ALL.with(requirement).matches(labels);
  }

  private List<String> peersOf(Entity entity) {
    CompiledPolicy compiled = compile(ingress(Section.only(Rule.allow(new Everyone(entity)))));
    return allowed(compiled, INGRESS, L4Protocol.TCP, 80);
  }

  private CompiledPolicy egressTo(Policy.Peer peer) {
    return compile(egress(Section.only(Rule.allow(peer, PortRange.tcp(443)))));
  }

  private List<String> allowedOn80(Rule... rules) {
    return allowed(compile(ingress(Section.only(rules))), INGRESS, L4Protocol.TCP, 80);
  }

  private List<String> originOf(CompiledPolicy compiled, String peer) {
    return compiled.entries().stream()
        .filter(entry -> entry.identity() == identity(peer))
        .flatMap(entry -> entry.origin().attribution().policies().stream())
        .map(PolicyRef::name)
        .toList();
  }

  private CompiledPolicy compile(Policy... policies) {
    return new PolicyCompiler(List.of(policies), allocator.all())
        .compile(allocator.allocate(labels("x/a")));
  }

  /** What the kernel does, in the plainest words: deny wins, else any allow is enough. */
  private List<String> allowed(
      CompiledPolicy compiled, TrafficDirection direction, L4Protocol protocol, int port) {
    return PEERS.stream()
        .filter(peer -> verdict(compiled, direction, identity(peer), protocol, port))
        .toList();
  }

  private static boolean verdict(
      CompiledPolicy compiled,
      TrafficDirection direction,
      int peer,
      L4Protocol protocol,
      int port) {
    boolean enforced =
        direction == INGRESS ? compiled.enforcesIngress() : compiled.enforcesEgress();
    List<CompiledPolicy.Entry> hits =
        compiled.entries().stream()
            .filter(e -> e.direction() == direction)
            .filter(e -> e.identity() == 0 || e.identity() == peer)
            .filter(e -> e.protocol() == 0 || e.protocol() == protocol.ianaNumber())
            .filter(e -> (e.port() ^ port) >>> (16 - e.portPrefixLength()) == 0)
            .toList();
    return !enforced || (!hits.isEmpty() && hits.stream().noneMatch(CompiledPolicy.Entry::deny));
  }

  private int identity(String peer) {
    return Objects.requireNonNull(identities.get(peer));
  }

  private static LabelSelector namespace(String name) {
    return LabelSelector.ALL.with(LabelSelector.NAMESPACE, name);
  }

  private static List<String> labels(String pod) {
    return List.of(
        "k8s:app=" + pod.substring(2), LabelSelector.NAMESPACE + "=" + pod.substring(0, 1));
  }

  private static Policy ingress(Section section) {
    return policy("x", LabelSelector.ALL.with("k8s:app", "a"), section, Section.ABSENT);
  }

  private static Policy egress(Section section) {
    return policy("x", LabelSelector.ALL.with("k8s:app", "a"), Section.ABSENT, section);
  }

  private static Policy named(String name, Rule rule) {
    return new Policy(
        "CiliumNetworkPolicy",
        "x",
        name,
        List.of(),
        LabelSelector.ALL,
        Section.only(rule),
        Section.ABSENT);
  }

  private static Policy policy(
      String namespace, LabelSelector subject, Section ingress, Section egress) {
    return new Policy("CiliumNetworkPolicy", namespace, "p", List.of(), subject, ingress, egress);
  }
}
