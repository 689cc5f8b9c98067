package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Names;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTraitsTest {
  private static final Cidr CLUSTER = Cidr.parse("10.0.0.0/8");
  private static final Cidr NODE = Cidr.parse("10.1.0.0/16");
  private static final Cidr OFFICE = Cidr.parse("203.0.113.0/24");
  private static final Cidr ALL_IPV6 = Cidr.parse("::/0");
  private static final NamePattern SHOPS = new NamePattern("*.shop.example");
  private static final NamedPort HTTP = new NamedPort("http", L4Protocol.TCP);
  private static final NamedPort METRICS = new NamedPort("metrics", L4Protocol.TCP);

  private final PolicyTraits traits =
      PolicyTraits.of(
          List.of(
              policy(
                  Section.only(
                      Rule.allow(new Range(CLUSTER, List.of(NODE), Reach.PODS_TOO), HTTP))),
              policy(
                  Section.also(
                      Rule.deny(Range.outside(OFFICE)),
                      Rule.allow(new Names(SHOPS)),
                      Rule.allow(new Everyone(Entity.WORLD_IPV6))))));

  @Test
  void of_policies_isWhatTheyName() {
    assertThat(traits.ranges()).containsExactly(CLUSTER, NODE, OFFICE, ALL_IPV6);
    assertThat(traits.podRanges()).containsExactly(CLUSTER, NODE);
    assertThat(traits.patterns()).containsExactly(SHOPS);
    assertThat(traits.ports()).containsExactly(HTTP);
  }

  @Test
  void ofPod_countsOnlyWhatPodsMayBeFoundBy() {
    assertThat(pod("10.1.2.3")).isEqualTo(new Traits(Set.of(CLUSTER, NODE), Set.of(), Map.of()));
    assertThat(pod("10.2.2.3", "fd00::3")).isEqualTo(Traits.in(Set.of(CLUSTER)));
    assertThat(pod("203.0.113.7")).isEqualTo(Traits.NONE);
  }

  @Test
  void ofPod_keepsThePortsThatPoliciesName() {
    assertThat(traits.ofPod(List.of(), Map.of(HTTP, 8080, METRICS, 9090)).ports())
        .isEqualTo(Map.of(HTTP, 8080));
  }

  @Test
  void ofOutside_isAllRangesAroundAndPatternsOfItsNames() {
    assertThat(traits.ofOutside(Cidr.parse("10.1.2.3"), List.of("a.shop.example", "b.example")))
        .isEqualTo(new Traits(Set.of(CLUSTER, NODE), Set.of(SHOPS), Map.of()));
    assertThat(traits.ofOutside(Cidr.parse("2001:db8::/32"), List.of()))
        .isEqualTo(Traits.in(Set.of(ALL_IPV6)));
    assertThat(traits.ofOutside(Cidr.parse("0.0.0.0/0"), List.of())).isEqualTo(Traits.NONE);
  }

  private Traits pod(String... addresses) {
    return traits.ofPod(
        List.of(addresses).stream().map(IpAddress::parse).toList(), Map.of(METRICS, 1));
  }

  private static Policy policy(Section egress) {
    return new Policy(
        "NetworkPolicy", "x", "p", List.of(), LabelSelector.ALL, Section.ABSENT, egress);
  }
}
