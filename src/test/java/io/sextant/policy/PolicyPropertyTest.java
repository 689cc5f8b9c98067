package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clusters and policies by chance, judged by the evaluator and by the kernel under the compiled
 * rules. The seed is printed; {@code policy.seed} fixes it, {@code policy.pairs} says how many
 * questions.
 */
class PolicyPropertyTest {
  private static final long SEED = Long.getLong("policy.seed", System.nanoTime());
  private static final int PAIRS = Integer.getInteger("policy.pairs", 120_000);
  private static final int QUESTIONS = 6;

  /** Of so many packets one has its event looked at. */
  private static final int EXPLAINED = 100;

  private static final List<EnforcementMode> MODES =
      List.of(
          EnforcementMode.DEFAULT,
          EnforcementMode.DEFAULT,
          EnforcementMode.DEFAULT,
          EnforcementMode.ALWAYS,
          EnforcementMode.NEVER);

  private final Map<String, Integer> seen = new TreeMap<>();
  private int pairs;

  @Test
  @Tag("kernel")
  void kernel_saysWhatTheEvaluatorSays() throws Exception {
    try (KernelJudge kernel = new KernelJudge()) {
      for (long seed = SEED; pairs < PAIRS; seed++) {
        compare(seed, kernel);
      }
    }
    System.out.printf("seed %d: %,d pairs, none differs; %s%n", SEED, pairs, seen);
    assertThat(seen.keySet())
        .contains("AllowedBy", "DefaultDeny", "DeniedBy", "NotEnforced", "Open", "OwnNode");
  }

  private void compare(long seed, KernelJudge kernel) throws Exception {
    Random random = new Random(seed);
    RandomCluster cluster = new RandomCluster(random);
    PolicyCompiler compiler = new PolicyCompiler(cluster.policies, cluster.identities.all());
    Map<IpAddress, EnforcementMode> modes = new HashMap<>();
    Map<IpAddress, CompiledPolicy> rules = new HashMap<>();
    for (IpAddress pod : cluster.pods) {
      EnforcementMode mode = cluster.pick(MODES);
      modes.put(pod, mode);
      rules.put(pod, compiler.compile(identity(cluster, pod), mode));
    }
    kernel.know(cluster.addresses, rules.values());
    Evaluator evaluator = new Evaluator(cluster.policies);
    for (IpAddress pod : cluster.pods) {
      kernel.become(identity(cluster, pod), Objects.requireNonNull(rules.get(pod)));
      for (KernelJudge.Packet packet : packets(cluster, pod)) {
        Question question =
            new Question(
                identity(cluster, pod),
                packet.direction(),
                identity(cluster, packet.peer()),
                packet.protocol(),
                packet.port());
        Decision decision = evaluator.decide(question, Objects.requireNonNull(modes.get(pod)));
        check(seed, kernel, packet, decision);
      }
    }
  }

  private void check(long seed, KernelJudge kernel, KernelJudge.Packet packet, Decision decision)
      throws Exception {
    seen.merge(decision.reason().getClass().getSimpleName(), 1, Integer::sum);
    if (pairs++ % EXPLAINED == 0) {
      KernelJudge.Judgement judgement = kernel.explain(packet);
      if (judgement.allowed() != decision.allowed() || !explains(judgement, decision.reason())) {
        throw new AssertionError(
            "-Dpolicy.seed=%d, %s: kernel says %s, but%n%s"
                .formatted(seed, packet, judgement, decision));
      }
    } else if (kernel.allows(packet) != decision.allowed()) {
      throw new AssertionError(
          "-Dpolicy.seed=%d, %s: kernel differs from%n%s".formatted(seed, packet, decision));
    }
  }

  /** The kernel names the rules of one entry, the evaluator all that match. */
  private static boolean explains(KernelJudge.Judgement judgement, Reason reason) {
    List<RuleRef> named = judgement.rules();
    return switch (reason) {
      case Reason.AllowedBy(List<RuleRef> rules) -> !named.isEmpty() && rules.containsAll(named);
      case Reason.DeniedBy(List<RuleRef> rules) -> !named.isEmpty() && rules.containsAll(named);
      case Reason.NotEnforced _, Reason.Open _, Reason.OwnNode _, Reason.DefaultDeny _ ->
          named.isEmpty();
    };
  }

  private static Identity identity(RandomCluster cluster, IpAddress address) {
    return Objects.requireNonNull(cluster.bearers.get(address));
  }

  private static List<KernelJudge.Packet> packets(RandomCluster cluster, IpAddress subject) {
    List<KernelJudge.Packet> packets = new ArrayList<>();
    for (IpAddress peer : cluster.bearers.keySet()) {
      if (peer.isV4() == subject.isV4() && !peer.equals(subject)) {
        for (int i = 0; i < QUESTIONS; i++) {
          packets.add(packet(cluster, subject, TrafficDirection.INGRESS, peer));
          packets.add(packet(cluster, subject, TrafficDirection.EGRESS, peer));
        }
      }
    }
    return packets;
  }

  private static KernelJudge.Packet packet(
      RandomCluster cluster, IpAddress subject, TrafficDirection direction, IpAddress peer) {
    L4Protocol icmp = subject.isV4() ? L4Protocol.ICMPv4 : L4Protocol.ICMPv6;
    L4Protocol protocol =
        cluster.pick(
            List.of(
                L4Protocol.TCP,
                L4Protocol.TCP,
                L4Protocol.TCP,
                L4Protocol.UDP,
                L4Protocol.UDP,
                L4Protocol.SCTP,
                icmp,
                L4Protocol.VRRP,
                L4Protocol.NONE));
    List<Integer> ports =
        switch (protocol) {
          case TCP, UDP, SCTP -> RandomCluster.PORTS;
          case ICMPv4 -> RandomCluster.TYPES_V4;
          case ICMPv6 -> RandomCluster.TYPES_V6;
          case NONE, VRRP, IGMP -> List.of(0);
        };
    return new KernelJudge.Packet(subject, direction, peer, protocol, cluster.pick(ports));
  }

  @Test
  void nextCompiler_compilesWhatAFreshOneDoes() {
    for (long seed = SEED; seed < SEED + 300; seed++) {
      Random random = new Random(seed);
      RandomCluster cluster = new RandomCluster(random);
      List<Identity> after = new ArrayList<>(cluster.identities.all());
      after.remove(random.nextInt(after.size()));
      PolicyCompiler before = new PolicyCompiler(cluster.policies, cluster.identities.all());
      cluster.pods.forEach(pod -> before.compile(identity(cluster, pod)));
      PolicyCompiler next = before.with(after);
      PolicyCompiler fresh = new PolicyCompiler(cluster.policies, after);
      PolicyCompiler back = next.with(cluster.identities.all());
      for (IpAddress pod : cluster.pods) {
        Identity subject = identity(cluster, pod);
        assertThat(next.compile(subject)).as("seed %d", seed).isEqualTo(fresh.compile(subject));
        assertThat(back.compile(subject)).as("seed %d", seed).isEqualTo(before.compile(subject));
      }
    }
  }
}
