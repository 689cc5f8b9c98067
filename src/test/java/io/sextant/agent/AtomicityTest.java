package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.AddressEntry;
import io.sextant.control.NodeIntent;
import io.sextant.control.RuleEntry;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathCounters.Traffic;
import io.sextant.datapath.EventSettings;
import io.sextant.datapath.EventSettings.EventKind;
import io.sextant.datapath.TestPackets;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Origin;
import io.sextant.policy.Traits;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two revisions under packets on both cores. Both refuse the thief and serve the friend:
 *
 * <pre>
 * odd    deny thief, allow anybody      even    allow friend
 * </pre>
 *
 * <p>A mixture, as of the odd allow without the odd deny, would let the thief in, and one of
 * neither would keep the friend out. {@code -Dagent.flips=100000} for more of them.
 */
@Tag("kernel")
class AtomicityTest {
  private static final int FLIPS = Integer.getInteger("agent.flips", 2_000);
  private static final int THIEF = 300;
  private static final int FRIEND = 301;
  private static final int CART = 302;

  /** Without a query no connection remembers its verdict, so each is judged by the rules. */
  private static final int ECHO_REPLY = 0;

  private static final int AT_ONCE = 200;
  private static final int SEEN_PER_FLIP = 500;

  @TempDir private Path directory;

  @Test
  void flips_underLoad_areJudgedByOneRevision() throws Exception {
    try (TestNode node = new TestNode(directory)) {
      Datapath datapath = node.datapath();
      datapath.configure(EventSettings.defaults().withKinds(Set.of(EventKind.POLICY_VERDICT)));
      NodeAgent agent =
          node.agent(datapath, AgentSettings.defaults().withReconcileEvery(Duration.ofDays(1)));
      agent.realise(intent(1));
      agent.realise(intent(2));
      int device = node.ifindex(1);
      AtomicBoolean running = new AtomicBoolean(true);
      List<FutureTask<Long>> senders = new ArrayList<>();
      Verdicts verdicts = new Verdicts(List.copyOf(node.cluster.get().rules()));
      try (RingReader reader =
          RingReader.open(datapath.events(), new RingSettings(1 << 20, 1 << 20))) {
        reader.start();
        for (String peer : List.of("10.42.0.30", "10.42.0.31")) {
          byte[] packet = TestPackets.icmp(peer, "10.42.0.11", ECHO_REPLY, 7);
          FutureTask<Long> sender =
              new FutureTask<>(() -> send(node.namespace, datapath, packet, device, running));
          Thread.ofPlatform().start(sender);
          senders.add(sender);
        }
        long begin = System.nanoTime();
        for (int flip = 3; flip < FLIPS + 3; flip++) {
          agent.realise(intent(flip));
          reader.drainTo(verdicts, SEEN_PER_FLIP);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        running.set(false);
        long refused = senders.getFirst().get();
        long served = senders.getLast().get();
        System.out.printf(
            "%d flips in %.1f s, %d packets refused, %d served, %d verdicts of %d revisions%n",
            FLIPS, seconds, refused, served, verdicts.seen, verdicts.revisions.size());
        assertThat(verdicts.wrong).isEmpty();
        assertThat(verdicts.seen).isGreaterThan(FLIPS);
        assertThat(packets(datapath, false)).isEqualTo(refused);
        assertThat(packets(datapath, true)).isEqualTo(served);
      }
    }
  }

  private static long send(
      String namespace, Datapath datapath, byte[] packet, int device, AtomicBoolean running)
      throws IOException {
    try (NetworkNamespace inside = NetworkNamespace.open(namespace)) {
      inside.enter();
    }
    long sent = 0;
    while (running.get()) {
      datapath.toEndpoint().testRun(packet, device, AT_ONCE);
      sent += AT_ONCE;
    }
    return sent;
  }

  private static long packets(Datapath datapath, boolean forwarded) throws IOException {
    return datapath.counters().traffic().stream()
        .filter(traffic -> (traffic.reason() == 0) == forwarded)
        .mapToLong(Traffic::packets)
        .sum();
  }

  /** Holds every verdict against what its revision says of the packet. */
  private static final class Verdicts implements SampleConsumer {
    private final Set<Verdict> right;
    private final Set<Integer> revisions = new HashSet<>();
    private final Set<Verdict> wrong = new HashSet<>();
    private long seen;

    private record Verdict(boolean odd, int peer, boolean allowed, int cookie) {}

    Verdicts(List<RuleEntry> rules) {
      right =
          Set.of(
              new Verdict(true, THIEF, false, cookie(rules, "no-thief")),
              new Verdict(true, FRIEND, true, cookie(rules, "anybody")),
              new Verdict(false, THIEF, false, 0),
              new Verdict(false, FRIEND, true, cookie(rules, "friend")));
    }

    private static int cookie(List<RuleEntry> rules, String policy) {
      return rules.stream()
          .filter(rule -> rule.policies().policyNames().contains("shop/" + policy))
          .findFirst()
          .orElseThrow()
          .cookie();
    }

    @Override
    public void sample(int cpu, long nanos, byte[] buffer, int offset, int length) {
      ByteBuffer event = ByteBuffer.wrap(buffer, offset, length).slice();
      event.order(ByteOrder.nativeOrder());
      int revision = event.getInt(36);
      Verdict verdict =
          new Verdict(revision % 2 == 1, event.getInt(16), event.getInt(20) >= 0, event.getInt(32));
      seen++;
      revisions.add(revision);
      if (!right.contains(verdict)) {
        wrong.add(verdict);
      }
    }

    @Override
    public void lost(int cpu, long nanos, LossSource source, long lost) {
      // Verdicts that are seen must be right; how many are is counted.
    }
  }

  private static NodeIntent intent(int revision) {
    List<CompiledPolicy.Entry> entries =
        revision % 2 == 1
            ? List.of(entry(THIEF, true, "no-thief"), entry(0, false, "anybody"))
            : List.of(entry(FRIEND, false, "friend"));
    CompiledPolicy rules = new CompiledPolicy(true, false, entries);
    Identity cart = identity(CART, "cart");
    return new NodeIntent(
        revision,
        List.of(
            new WantedEndpoint(
                TestCluster.pod("cart", 1), cart, rules, WantedEndpoint.Refusals.DROP)),
        List.of(
            address("10.42.0.30", THIEF),
            address("10.42.0.31", FRIEND),
            address("10.42.0.11", CART)),
        List.of(identity(THIEF, "thief"), identity(FRIEND, "friend"), cart),
        List.of());
  }

  private static CompiledPolicy.Entry entry(int peer, boolean deny, String policy) {
    PolicyRef reference = new PolicyRef("CiliumNetworkPolicy", "shop", policy, List.of(), 0);
    PolicyAttribution origin =
        new PolicyAttribution(TrafficDirection.INGRESS, !deny, List.of(reference), List.of());
    return new CompiledPolicy.Entry(
        peer,
        TrafficDirection.INGRESS,
        TestPackets.ICMP,
        ECHO_REPLY,
        16,
        deny,
        new Origin(origin, List.of()));
  }

  private static AddressEntry address(String text, int identity) {
    return new AddressEntry(Cidr.of(IpAddress.parse(text)), identity, null);
  }

  private static Identity identity(int number, String app) {
    return new Identity(number, List.of("k8s:app=" + app), Traits.NONE);
  }
}
