package io.sextant.policy;

import static io.sextant.flow.TrafficDirection.EGRESS;
import static io.sextant.flow.TrafficDirection.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.NearMiss.Field;
import io.sextant.policy.Policy.Effect;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code shop/cart} is told, and why. */
class EvaluatorTest {
  private static final Cidr OFFICE = Cidr.parse("203.0.113.0/24");
  private static final Cidr LAB = Cidr.parse("203.0.113.128/25");
  private static final NamedPort HTTP = new NamedPort("http", L4Protocol.TCP);

  private static final Identity CART =
      pod(300, "cart", "shop", new Traits(Set.of(), Set.of(), Map.of(HTTP, 8_080)));
  private static final Identity FRONTEND = pod(301, "frontend", "shop", Traits.NONE);
  private static final Identity STRANGER = pod(302, "frontend", "other", Traits.NONE);
  private static final Identity HOST = TestIdentities.reserved(Identities.HOST);
  private static final Identity IN_LAB =
      new Identity(
          0x01000001,
          List.of("cidr:203.0.113.128/25", "reserved:world"),
          Traits.in(Set.of(OFFICE, LAB)));

  private static final Rule FROM_FRONTEND = Rule.allow(pods("frontend"), HTTP);
  private static final Policy OWN = policy("cart", Section.only(FROM_FRONTEND), Section.ABSENT);

  @Test
  void noPolicy_isOpen() {
    assertThat(ask(INGRESS, FRONTEND, 80).reason()).isEqualTo(new Reason.Open());
    assertThat(ask(EGRESS, FRONTEND, 80, OWN).reason()).isEqualTo(new Reason.Open());
  }

  @Test
  void allowed_namesTheRules() {
    Policy more =
        policy(
            "more",
            Section.also(Rule.allow(pods("frontend"), PortRange.tcp(8_080))),
            Section.ABSENT);
    Decision decision = ask(INGRESS, FRONTEND, 8_080, OWN, more);
    assertThat(decision.toString())
        .isEqualTo(
            """
            ingress of 300 (k8s:app=cart, k8s:io.kubernetes.pod.namespace=shop) from 301 (k8s:app=frontend, k8s:io.kubernetes.pod.namespace=shop) on TCP port 8080: allowed
              allowed by CiliumNetworkPolicy shop/cart ingress[0]
              allowed by CiliumNetworkPolicy shop/more ingress[0]\
            """);
  }

  @Test
  void denied_holdsAgainstAllows_andCountsRulesPerAction() {
    Policy denies =
        policy("closed", Section.only(FROM_FRONTEND, Rule.deny(pods("frontend"))), Section.ABSENT);
    Decision decision = ask(INGRESS, FRONTEND, 8_080, OWN, denies);
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.toString())
        .endsWith("denied\n  denied by CiliumNetworkPolicy shop/closed ingressDeny[0]");
  }

  @Test
  void defaultDeny_wrongPort_isNearerThanWrongPeer() {
    Policy wide =
        policy(
            "wide",
            Section.only(
                Rule.allow(pods("checkout"), PortRange.tcp(81)),
                Rule.allow(pods("frontend"), new PortRange(L4Protocol.UDP, 80, 90)),
                FROM_FRONTEND),
            Section.ABSENT);
    Decision decision = ask(INGRESS, FRONTEND, 81, wide);
    assertThat(decision.toString())
        .endsWith(
            """
            : denied
              isolated by CiliumNetworkPolicy shop/wide
              not allowed by CiliumNetworkPolicy shop/wide ingress[2]:
                port is TCP port 81, the rule wants TCP port "http", 8080
              not allowed by CiliumNetworkPolicy shop/wide ingress[0]:
                label is k8s:app=frontend, the rule wants k8s:app=checkout
              not allowed by CiliumNetworkPolicy shop/wide ingress[1]:
                protocol is TCP port 81, the rule wants UDP ports 80 to 90\
            """);
  }

  @Test
  void defaultDeny_saysWhichFieldFailed() {
    assertThat(nearest(ask(INGRESS, STRANGER, 8_080, OWN)))
        .containsExactly(
            new NearMiss.Mismatch(
                Field.NAMESPACE,
                LabelSelector.NAMESPACE + "=other",
                LabelSelector.NAMESPACE + "=shop"));
    assertThat(nearest(ask(INGRESS, IN_LAB, 8_080, OWN)))
        .extracting(NearMiss.Mismatch::field)
        .containsExactly(Field.KIND);
    assertThat(nearest(ask(EGRESS, IN_LAB, 443, egress(Range.outside(OFFICE, LAB)))))
        .containsExactly(
            new NearMiss.Mismatch(
                Field.EXCEPT, "203.0.113.128/25", "203.0.113.0/24 except 203.0.113.128/25"));
    assertThat(nearest(ask(EGRESS, FRONTEND, 443, egress(Range.outside(OFFICE)))))
        .extracting(NearMiss.Mismatch::field)
        .containsExactly(Field.KIND);
    Range onPods = new Range(OFFICE, List.of(), Reach.PODS_TOO);
    assertThat(nearest(ask(EGRESS, FRONTEND, 443, egress(onPods))))
        .containsExactly(new NearMiss.Mismatch(Field.RANGE, "nothing", "203.0.113.0/24"));
    assertThat(
            nearest(
                ask(
                    EGRESS,
                    IN_LAB,
                    443,
                    egress(new Policy.Names(new NamePattern("*.example.com"))))))
        .containsExactly(new NearMiss.Mismatch(Field.NAME, "nothing", "*.example.com"));
  }

  @Test
  void ownNode_mayComeIn_unlessDenied() {
    assertThat(ask(INGRESS, HOST, 80, OWN).reason())
        .isEqualTo(new Reason.OwnNode(List.of(OWN.reference())));
    assertThat(ask(EGRESS, HOST, 80, egress(pods("frontend"))).allowed()).isFalse();
    Policy denies =
        policy(
            "closed",
            Section.only(Rule.deny(new Policy.Everyone(Policy.Entity.HOST))),
            Section.ABSENT);
    assertThat(ask(INGRESS, HOST, 80, denies).allowed()).isFalse();
  }

  @Test
  void modes_alwaysIsolates_neverJudges() {
    Question question = new Question(CART, INGRESS, FRONTEND, L4Protocol.TCP, 80);
    assertThat(new Evaluator(List.of()).decide(question, EnforcementMode.ALWAYS).reason())
        .isEqualTo(new Reason.DefaultDeny(List.of(), List.of()));
    assertThat(new Evaluator(List.of(OWN)).decide(question, EnforcementMode.NEVER).reason())
        .isEqualTo(new Reason.NotEnforced());
  }

  @Test
  void auditedPolicy_onlyTellsWhatItWouldDo() {
    Policy audited =
        new Policy(
            "CiliumNetworkPolicy",
            "shop",
            "soon",
            List.of(),
            LabelSelector.ALL,
            Section.only(FROM_FRONTEND),
            Section.ABSENT,
            Effect.AUDITED);
    Decision wrongPort = ask(INGRESS, FRONTEND, 9_999, audited);
    assertThat(wrongPort.allowed()).isTrue();
    assertThat(wrongPort.wouldChange()).isTrue();
    assertThat(wrongPort.toString())
        .contains("no policy isolates this direction\nwith audited policies: denied\n");
    assertThat(ask(INGRESS, FRONTEND, 8_080, audited).wouldChange()).isFalse();
    assertThat(ask(INGRESS, FRONTEND, 9_999, OWN).pending())
        .isEqualTo(ask(INGRESS, FRONTEND, 9_999, OWN).reason());
  }

  @Test
  void connection_needsBothEnds() {
    Evaluator evaluator = new Evaluator(List.of(OWN));
    Evaluator.End cart = new Evaluator.End(CART, EnforcementMode.DEFAULT);
    Evaluator.End stranger = new Evaluator.End(STRANGER, EnforcementMode.DEFAULT);
    ConnectionDecision in = evaluator.decide(stranger, cart, L4Protocol.TCP, 8_080);
    assertThat(in.egress().allowed()).isTrue();
    assertThat(in.ingress().allowed()).isFalse();
    assertThat(in.allowed()).isFalse();
    assertThat(in.pendingAllowed()).isFalse();
    assertThat(evaluator.decide(cart, stranger, L4Protocol.TCP, 8_080).allowed()).isTrue();
  }

  @Test
  void question_impossiblePort_isRefused() {
    assertThatThrownBy(() -> new Question(CART, INGRESS, FRONTEND, L4Protocol.ICMPv4, 300))
        .hasMessage("type 300: must be 0 to 255");
    assertThatThrownBy(() -> new Question(CART, INGRESS, FRONTEND, L4Protocol.TCP, -1))
        .hasMessage("port -1: must be 0 to 65535");
  }

  private static Decision ask(
      TrafficDirection direction, Identity peer, int port, Policy... policies) {
    return new Evaluator(List.of(policies))
        .decide(new Question(CART, direction, peer, L4Protocol.TCP, port), EnforcementMode.DEFAULT);
  }

  private static List<NearMiss.Mismatch> nearest(Decision decision) {
    return ((Reason.DefaultDeny) decision.reason()).misses().getFirst().mismatches();
  }

  private static Pods pods(String app) {
    return new Pods(LabelSelector.ALL.with("k8s:app", app).with(LabelSelector.NAMESPACE, "shop"));
  }

  private static Policy egress(Policy.Peer peer) {
    return policy("out", Section.ABSENT, Section.only(Rule.allow(peer)));
  }

  private static Policy policy(String name, Section ingress, Section egress) {
    return new Policy(
        "CiliumNetworkPolicy", "shop", name, List.of(), LabelSelector.ALL, ingress, egress);
  }

  private static Identity pod(int number, String app, String namespace, Traits traits) {
    return new Identity(
        number, List.of("k8s:app=" + app, LabelSelector.NAMESPACE + "=" + namespace), traits);
  }
}
