package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import io.sextant.manifest.ClusterObject;
import io.sextant.policy.EnforcementMode;
import io.sextant.policy.Evaluator;
import io.sextant.policy.Identity;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.NamePattern;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PolicyTraits;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import io.sextant.policy.Question;
import io.sextant.policy.Traits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random changes of a small cluster: under each intent, those in between too, every pair is judged
 * as the policies before or those after say.
 */
class PlannerPropertyTest {
  private static final int CLUSTERS = 60;
  private static final int CHANGES = 25;
  private static final int BERTHS = 8;
  private static final List<String> FLEETS = List.of("red", "blue");
  private static final List<String> KINDS = List.of("tug", "ferry", "cutter");
  private static final List<String> RANGES =
      List.of(
          "0.0.0.0/0",
          "10.1.0.0/24",
          "10.1.0.0/30",
          "10.1.0.4/31",
          "198.51.100.0/24",
          "198.51.100.7/32",
          "203.0.113.0/24");
  private static final List<String> PATTERNS =
      List.of("*.lights.example", "north.lights.example", "island.example");
  private static final List<String> NAMES =
      List.of("north.lights.example", "south.lights.example", "island.example");
  private static final List<IpAddress> OUTSIDE =
      List.of(
          Harbour.LIGHTHOUSE,
          IpAddress.parse("198.51.100.8"),
          Harbour.ISLAND,
          IpAddress.parse("192.0.2.1"));

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private long pairs;
  private long intents;

  @Test
  void everyIntent_judgesAsBeforeOrAsAfter() {
    System.out.println("seed " + seed + " (-Dseed to repeat)");
    for (int i = 0; i < CLUSTERS; i++) {
      new Story().run();
    }
    System.out.printf("%d intents, %d judgements%n", intents, pairs);
    assertThat(pairs).isGreaterThan(100_000);
  }

  /** One cluster and what becomes of it. */
  private final class Story {
    private final IdentityAllocator allocator = new IdentityAllocator();
    private final AtomicInteger revision = new AtomicInteger();
    private final Planner planner =
        new Planner(Harbour.SETTINGS, allocator, revision::incrementAndGet);
    private final Harbour harbour = new Harbour();
    private final Map<IpAddress, Set<String>> names = new HashMap<>();
    private Plan plan = Plan.EMPTY;

    void run() {
      for (int i = 0; i < CHANGES; i++) {
        Wanted before = plan.wanted();
        for (int burst = random.nextInt(4); burst >= 0; burst--) {
          change();
        }
        Wanted after = new Wanted(harbour.objects(), Map.of(), names);
        plan = planner.plan(plan, after);
        Oracle old = new Oracle(before.objects().policies(), after);
        Oracle next = new Oracle(after.objects().policies(), after);
        for (NodeIntent step : plan.steps()) {
          intents++;
          check(step, old, next, step.equals(plan.last()));
        }
        allocator.used(Planner.numbers(plan));
        if (random.nextInt(5) == 0) {
          allocator.expire();
        }
      }
    }

    private void change() {
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          int berth = random.nextInt(BERTHS);
          harbour.put(
              Harbour.pod(
                  FLEETS.get(berth % 2),
                  "ship" + berth,
                  berth,
                  Map.of("kind", any(KINDS)),
                  random.nextBoolean() ? Map.of(Harbour.radio(), 80 + random.nextInt(2)) : Map.of(),
                  random.nextInt(4) > 0 ? "sxt" + berth : ""));
        }
        case 2 -> {
          int berth = random.nextInt(BERTHS);
          harbour.remove(
              Harbour.pod(FLEETS.get(berth % 2), "ship" + berth, berth, Map.of(), Map.of(), "")
                  .name());
        }
        case 3, 4 -> harbour.put(policy("p" + random.nextInt(4)));
        default -> names.put(any(OUTSIDE), new HashSet<>(Set.of(any(NAMES))));
      }
    }

    private void check(NodeIntent step, Oracle old, Oracle next, boolean isLast) {
      KernelModel kernel = new KernelModel(step);
      List<IpAddress> peers = new ArrayList<>(OUTSIDE);
      peers.add(Harbour.OWN);
      peers.add(Harbour.OTHER_NODE);
      for (int berth = 0; berth < BERTHS; berth++) {
        peers.add(Harbour.berth(berth));
      }
      for (WantedEndpoint endpoint : step.endpoints()) {
        IpAddress subject = endpoint.spec().addresses().getFirst();
        for (IpAddress peer : peers) {
          for (TrafficDirection direction :
              List.of(TrafficDirection.INGRESS, TrafficDirection.EGRESS)) {
            int port = 79 + random.nextInt(4);
            boolean real = kernel.allows(subject, direction, peer, L4Protocol.TCP, port);
            boolean should = next.allows(subject, direction, peer, port);
            pairs++;
            if (real != should && (isLast || real != old.allows(subject, direction, peer, port))) {
              throw new AssertionError(
                  "seed %d: %s of %s, peer %s, port %d is %s in revision %d%n%s"
                      .formatted(
                          seed,
                          direction,
                          subject,
                          peer,
                          port,
                          real,
                          step.revision(),
                          step.policies()));
            }
          }
        }
      }
    }
  }

  /** What policies say, found without numbers, steps or entries. */
  private static final class Oracle {
    private final Evaluator evaluator;
    private final PolicyTraits traits;
    private final Wanted wanted;
    private final PodLabels labels = new PodLabels("sea", LabelFilter.DEFAULT);

    Oracle(List<Policy> policies, Wanted wanted) {
      this.evaluator = new Evaluator(policies);
      this.traits = PolicyTraits.of(policies);
      this.wanted = wanted;
    }

    boolean allows(IpAddress subject, TrafficDirection direction, IpAddress peer, int port) {
      Question question =
          new Question(bearer(subject, 1000), direction, bearer(peer, 1001), L4Protocol.TCP, port);
      return evaluator.decide(question, EnforcementMode.DEFAULT).allowed();
    }

    private Identity bearer(IpAddress address, int number) {
      ClusterObject.Pod pod = pod(address);
      if (pod != null) {
        Map<String, String> namespace =
            wanted.objects().all(ClusterObject.Namespace.class).stream()
                .filter(each -> each.id().equals(pod.namespace()))
                .findFirst()
                .orElseThrow()
                .labels();
        Traits found = traits.ofPod(pod.addresses(), pod.ports());
        return new Identity(number, labels.of(pod, namespace), found);
      }
      if (address.equals(Harbour.OWN)) {
        return new Identity(Identities.HOST, List.of("reserved:host"), Traits.NONE);
      }
      if (address.equals(Harbour.OTHER_NODE)) {
        return new Identity(Identities.REMOTE_NODE, List.of("reserved:remote-node"), Traits.NONE);
      }
      Traits found =
          traits.ofOutside(Cidr.of(address), wanted.names().getOrDefault(address, Set.of()));
      return new Identity(
          0x01000000 + number, List.of("cidr:" + address + "/32", "reserved:world"), found);
    }

    private ClusterObject.@Nullable Pod pod(IpAddress address) {
      return wanted.objects().all(ClusterObject.Pod.class).stream()
          .filter(pod -> pod.addresses().contains(address))
          .findFirst()
          .orElse(null);
    }
  }

  private Policy policy(String name) {
    LabelSelector subject =
        random.nextBoolean() ? LabelSelector.ALL : LabelSelector.ALL.with("k8s:kind", any(KINDS));
    return Harbour.policy(any(FLEETS), name, subject, section(), section());
  }

  private Section section() {
    if (random.nextInt(3) == 0) {
      return Section.ABSENT;
    }
    Rule[] rules = new Rule[random.nextInt(4)];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = random.nextInt(4) == 0 ? Rule.deny(peer(), ports()) : Rule.allow(peer(), ports());
    }
    return random.nextInt(4) == 0 ? Section.also(rules) : Section.only(rules);
  }

  private Policy.Peer peer() {
    return switch (random.nextInt(6)) {
      case 0 -> new Policy.Pods(LabelSelector.ALL.with("k8s:kind", any(KINDS)));
      case 1 -> new Policy.Pods(LabelSelector.ALL.with(LabelSelector.NAMESPACE, any(FLEETS)));
      case 2 -> Policy.Range.outside(Cidr.parse(any(RANGES)));
      case 3 -> range();
      case 4 -> new Policy.Names(new NamePattern(any(PATTERNS)));
      default -> new Policy.Everyone(any(List.of(Policy.Entity.values())));
    };
  }

  private Policy.Range range() {
    Cidr range = Cidr.parse(any(RANGES));
    List<Cidr> holes =
        RANGES.stream()
            .map(Cidr::parse)
            .filter(each -> !each.equals(range) && range.contains(each))
            .filter(each -> random.nextInt(3) == 0)
            .toList();
    return new Policy.Range(range, holes, Policy.Reach.PODS_TOO);
  }

  private Ports ports() {
    return switch (random.nextInt(3)) {
      case 0 -> PortRange.ANY;
      case 1 -> new PortRange(L4Protocol.TCP, 79 + random.nextInt(2), 81);
      default -> new NamedPort("radio", L4Protocol.TCP);
    };
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
