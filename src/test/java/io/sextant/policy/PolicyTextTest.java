package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.Policy.Effect;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTextTest {
  private static final LabelSelector CART = LabelSelector.ALL.with("k8s:app", "cart");
  private static final LabelSelector TIERS =
      LabelSelector.ALL.with(new Requirement("k8s:tier", Operator.IN, List.of("a", "b")));

  @Test
  void everyKindOfRule_isASentence() {
    Section ingress =
        new Section(
            true,
            List.of(
                Rule.allow(
                    new Pods(TIERS), PortRange.tcp(8_080), new NamedPort("dns", L4Protocol.UDP)),
                Rule.deny(new Everyone(Entity.WORLD)),
                new Rule(Policy.Action.ALLOW, List.of(), List.of(PortRange.all(L4Protocol.TCP)))));
    Section egress =
        Section.also(
            new Rule(
                Policy.Action.ALLOW,
                List.of(
                    Range.outside(Cidr.parse("10.0.0.0/8"), Cidr.parse("10.1.0.0/16")),
                    new Range(Cidr.parse("192.0.2.0/24"), List.of(), Reach.PODS_TOO),
                    new Policy.Names(new NamePattern("*.example.org"))),
                List.of()));
    assertThat(PolicyText.of(policy("shop", CART, ingress, egress, Effect.ENFORCED)))
        .containsExactly(
            "CiliumNetworkPolicy shop/cart judges pods with k8s:app=cart in namespace shop",
            "ingress: denied, but for what a rule allows",
            "  ingress[0] allows TCP port 8080, UDP port \"dns\" from pods with k8s:tier in (a, b)",
            "  ingressDeny[0] denies everything from entity world",
            "  ingress[1] allows any TCP from everyone",
            "egress: adds rules, and leaves all else as others want it",
            "  egress[0] allows everything to 10.0.0.0/8 except 10.1.0.0/16 outside of the cluster,"
                + " or 192.0.2.0/24, or what DNS gives for *.example.org");
  }

  @Test
  void policyThatOnlyIsolates_andSaysNothingElse() {
    Policy policy = policy("", LabelSelector.ALL, Section.only(), Section.ABSENT, Effect.AUDITED);
    assertThat(PolicyText.of(policy))
        .containsExactly(
            "CiliumNetworkPolicy cart only tells what it would do to all pods",
            "ingress: denied, but for what others allow",
            "egress: says nothing");
  }

  private static Policy policy(
      String namespace, LabelSelector subject, Section ingress, Section egress, Effect effect) {
    return new Policy(
        "CiliumNetworkPolicy", namespace, "cart", List.of(), subject, ingress, egress, effect);
  }
}
