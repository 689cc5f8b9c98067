package io.sextant.control;

import static io.sextant.control.Harbour.berth;
import static io.sextant.flow.TrafficDirection.EGRESS;
import static io.sextant.flow.TrafficDirection.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.NamePattern;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final LabelSelector ALL = LabelSelector.ALL;

  private final IdentityAllocator allocator = new IdentityAllocator();
  private final AtomicInteger revision = new AtomicInteger();
  private final Planner planner =
      new Planner(Harbour.SETTINGS, allocator, revision::incrementAndGet);

  @Test
  void podsWithDevice_becomeEndpoints_othersAreAddresses() {
    Harbour harbour = Harbour.withShips();
    harbour.put(Harbour.pod("red", "afar", 20, Map.of("kind", "tug"), Map.of(), ""));
    NodeIntent intent = plan(Plan.EMPTY, harbour.wanted()).last();
    assertThat(intent.endpoints()).extracting(e -> e.spec().podName()).doesNotContain("afar");
    assertThat(intent.endpoints()).hasSize(4);
    assertThat(identityOf(intent, berth(20))).isEqualTo(identityOf(intent, berth(11)));
    assertThat(identityOf(intent, Harbour.OWN)).isEqualTo(Identities.HOST);
    assertThat(identityOf(intent, Harbour.OTHER_NODE)).isEqualTo(Identities.REMOTE_NODE);
  }

  @Test
  void identity_isOfPodAndNamespaceLabels() {
    NodeIntent intent = plan(Plan.EMPTY, Harbour.withShips().wanted()).last();
    assertThat(endpoint(intent, "ferry").identity().labels())
        .containsExactly(
            "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=red",
            "k8s:io.cilium.k8s.namespace.labels.sea=north",
            "k8s:io.cilium.k8s.policy.cluster=sea",
            "k8s:io.kubernetes.pod.namespace=red",
            "k8s:kind=ferry");
  }

  @Test
  void nothingNew_noStep() {
    Plan first = plan(Plan.EMPTY, Harbour.withShips().wanted());
    assertThat(first.steps()).hasSize(1);
    assertThat(plan(first, Harbour.withShips().wanted()).steps()).isEmpty();
  }

  @Test
  void relabel_oneStepThatKnowsBothNumbers() {
    Harbour harbour = Harbour.withShips();
    harbour.put(onlyFrom("red", ALL.with("k8s:kind", "cutter")));
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    assertThat(reaches(before.last(), berth(11), berth(13))).isFalse();
    harbour.ship("blue", "tug", 13, Map.of("kind", "cutter"));
    Plan after = plan(before, harbour.wanted());
    assertThat(after.steps()).hasSize(1);
    assertThat(reaches(after.last(), berth(11), berth(13))).isTrue();
    int old = identityOf(before.last(), berth(13));
    assertThat(after.last().identities()).extracting(i -> i.number()).contains(old);
  }

  @Test
  void policyWithNewRange_identitiesComeFirst_underThePolicyBefore() {
    Harbour harbour = Harbour.withShips();
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    harbour.put(
        Harbour.policy(
            "red",
            "berths",
            ALL,
            Section.only(Rule.allow(Harbour.pods("10.1.0.0/24", "10.1.0.13/32"))),
            Section.ABSENT));
    Plan after = plan(before, harbour.wanted());
    assertThat(after.steps()).hasSize(2);
    NodeIntent between = after.steps().getFirst();
    assertThat(between.policies()).isEmpty();
    assertThat(identityOf(between, berth(13))).isNotEqualTo(identityOf(before.last(), berth(13)));
    assertThat(reaches(between, berth(11), berth(13))).isTrue();
    assertThat(reaches(after.last(), berth(11), berth(13))).isFalse();
    assertThat(reaches(after.last(), berth(11), berth(14))).isTrue();
    assertThat(identityOf(between, berth(14))).isEqualTo(identityOf(after.last(), berth(14)));
  }

  @Test
  void policyWithoutNewTraits_oneStep() {
    Harbour harbour = Harbour.withShips();
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    harbour.put(onlyFrom("red", ALL));
    assertThat(plan(before, harbour.wanted()).steps()).hasSize(1);
  }

  @Test
  void rangeOutside_hasAnIdentity_andPodsInItStayPods() {
    Harbour harbour = Harbour.withShips();
    harbour.put(
        Harbour.policy(
            "red",
            "abroad",
            ALL,
            Section.ABSENT,
            Section.only(
                Rule.allow(Policy.Range.outside(Cidr.parse("10.0.0.0/8"))),
                Rule.allow(Policy.Range.outside(Cidr.parse("10.1.0.13/32"))))));
    NodeIntent intent = plan(Plan.EMPTY, harbour.wanted()).last();
    assertThat(Identities.isCidr(identityOf(intent, IpAddress.parse("10.9.9.9")))).isTrue();
    assertThat(Identities.isCidr(identityOf(intent, berth(13)))).isFalse();
    KernelModel kernel = new KernelModel(intent);
    assertThat(kernel.allows(berth(11), EGRESS, IpAddress.parse("10.9.9.9"), L4Protocol.TCP, 80))
        .isTrue();
    assertThat(kernel.allows(berth(11), EGRESS, berth(13), L4Protocol.TCP, 80)).isFalse();
  }

  @Test
  void nameOfAnAnswer_opensItsAddressOnly() {
    Harbour harbour = Harbour.withShips();
    Policy.Peer lights = new Policy.Names(new NamePattern("*.lights.example"));
    harbour.put(
        Harbour.policy(
            "red",
            "lights",
            ALL,
            Section.ABSENT,
            Section.only(Rule.allow(lights, PortRange.tcp(443)))));
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    Wanted told =
        new Wanted(
            harbour.objects(),
            Map.of(),
            Map.of(
                Harbour.LIGHTHOUSE, Set.of("north.lights.example"),
                Harbour.ISLAND, Set.of("island.example")));
    NodeIntent intent = plan(before, told).last();
    KernelModel kernel = new KernelModel(intent);
    assertThat(kernel.allows(berth(11), EGRESS, Harbour.LIGHTHOUSE, L4Protocol.TCP, 443)).isTrue();
    assertThat(kernel.allows(berth(11), EGRESS, Harbour.LIGHTHOUSE, L4Protocol.TCP, 80)).isFalse();
    assertThat(kernel.allows(berth(11), EGRESS, Harbour.ISLAND, L4Protocol.TCP, 443)).isFalse();
  }

  @Test
  void podOfTheRuntime_isInitUntilItsObjectIsThere() {
    Harbour harbour = Harbour.withShips();
    Wanted before =
        new Wanted(
            harbour.objects(),
            Map.of(new PodName("red", "new"), Harbour.told("new", 30)),
            Map.of());
    Plan waiting = plan(Plan.EMPTY, before);
    assertThat(endpoint(waiting.last(), "new").identity().number()).isEqualTo(Identities.INIT);
    harbour.put(Harbour.pod("red", "new", 30, Map.of("kind", "tug"), Map.of(), ""));
    Plan known = plan(waiting, new Wanted(harbour.objects(), before.local(), before.names()));
    assertThat(endpoint(known.last(), "new").identity().number())
        .isEqualTo(identityOf(known.last(), berth(11)));
    assertThat(endpoint(known.last(), "new").spec().device()).isEqualTo("sxt30");
  }

  @Test
  void addressOfTwoPods_staysTheFirsts_andIsTold() {
    Harbour harbour = Harbour.withShips();
    harbour.ship("red", "wreck", 12, Map.of("kind", "wreck"));
    Plan plan = plan(Plan.EMPTY, harbour.wanted());
    assertThat(plan.population().troubles())
        .extracting(Object::toString)
        .singleElement()
        .asString()
        .contains("wreck", "10.1.0.12", "red/ferry");
    assertThat(identityOf(plan.last(), berth(12)))
        .isEqualTo(endpoint(plan.last(), "ferry").identity().number());
  }

  @Test
  void tooManyIdentities_isRefusedAndTakesNoNumbers() {
    Harbour harbour = Harbour.withShips();
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    harbour.crowd(0x10000);
    assertThatThrownBy(() -> plan(before, harbour.wanted()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use fewer different sets of labels");
    Harbour calm = Harbour.withShips().ship("red", "next", 40, Map.of("kind", "next"));
    assertThat(endpoint(plan(before, calm.wanted()).last(), "next").identity().number())
        .isEqualTo(260);
  }

  @Test
  void textOfAPolicy_comesToTheEntries_andItsChangeIsAChange() {
    Harbour harbour = Harbour.withShips().put(saying("watched"));
    Plan before = plan(Plan.EMPTY, harbour.wanted());
    assertThat(texts(before)).containsExactly("watched");
    Plan after = plan(before, harbour.put(saying("looked after")).wanted());
    assertThat(after.steps()).hasSize(1);
    assertThat(texts(after)).containsExactly("looked after");
  }

  private static Policy saying(String log) {
    return new Policy(
        "NetworkPolicy",
        "red",
        "radio",
        List.of(),
        ALL.with("k8s:kind", "ferry"),
        Section.only(Rule.allow(new Policy.Pods(ALL.with("k8s:kind", "tug")))),
        Section.ABSENT,
        Policy.Effect.ENFORCED,
        log);
  }

  private static List<String> texts(Plan plan) {
    return endpoint(plan.last(), "ferry").rules().entries().stream()
        .flatMap(entry -> entry.origin().attribution().log().stream())
        .distinct()
        .toList();
  }

  private Plan plan(Plan before, Wanted wanted) {
    return planner.plan(before, wanted);
  }

  private static boolean reaches(NodeIntent intent, IpAddress subject, IpAddress peer) {
    return new KernelModel(intent).allows(subject, INGRESS, peer, L4Protocol.TCP, 80);
  }

  private static int identityOf(NodeIntent intent, IpAddress address) {
    return new KernelModel(intent).identity(address);
  }

  private static WantedEndpoint endpoint(NodeIntent intent, String pod) {
    return Objects.requireNonNull(
        intent.endpoints().stream()
            .filter(each -> each.spec().podName().equals(pod))
            .findFirst()
            .orElse(null));
  }

  private static Policy onlyFrom(String fleet, LabelSelector peers) {
    return Harbour.policy(
        fleet, "only", ALL, Section.only(Rule.allow(new Policy.Pods(peers))), Section.ABSENT);
  }
}
