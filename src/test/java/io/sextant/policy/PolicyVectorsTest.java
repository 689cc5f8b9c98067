package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Cidr;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.PolicyCases.Case;
import io.sextant.policy.PolicyCases.Pod;
import io.sextant.policy.PolicyCases.Probe;
import io.sextant.policy.PolicyCases.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every entry of every truth table, by the evaluator and by the kernel's programs under the
 * compiled rules: both ends of each pair of pods.
 */
class PolicyVectorsTest {
  private static final int MOST_SHOWN = 20;

  private final List<String> wrong = new ArrayList<>();
  private int entries;

  /** Says which entries of a table are allowed. */
  private interface Oracle {
    boolean allows(Pod source, Pod destination, Probe probe) throws IOException;
  }

  /** A step with the identities of its pods, by their names. */
  private static final class World {
    final Step step;
    final Map<String, Pod> pods;
    final Map<String, Identity> byPod = new TreeMap<>();
    final TestIdentities identities = new TestIdentities();

    World(Step step) {
      this.step = step;
      pods = step.pods().stream().collect(Collectors.toMap(Pod::name, Function.identity()));
      PolicyTraits traits = PolicyTraits.of(step.policies());
      for (Pod pod : step.pods()) {
        byPod.put(
            pod.name(),
            identities.pod(pod.labels(), traits.ofPod(List.of(pod.address()), pod.ports())));
      }
    }

    Pod pod(String name) {
      return Objects.requireNonNull(pods.get(name), name);
    }

    Identity identity(Pod pod) {
      return Objects.requireNonNull(byPod.get(pod.name()), pod.name());
    }
  }

  @Test
  void tables_byTheEvaluator_areThoseExpected() throws Exception {
    for (Case each : PolicyCases.all()) {
      for (Step step : each.steps()) {
        World world = new World(step);
        Evaluator evaluator = new Evaluator(step.policies());
        compare(
            each.name(),
            world,
            (source, destination, probe) ->
                evaluator
                    .decide(
                        end(world, source),
                        end(world, destination),
                        probe.protocol(),
                        probe.portAt(destination))
                    .allowed());
      }
    }
    report("evaluator");
  }

  private static Evaluator.End end(World world, Pod pod) {
    return new Evaluator.End(world.identity(pod), EnforcementMode.DEFAULT);
  }

  @Test
  @Tag("kernel")
  void tables_byTheKernel_areThoseExpected() throws Exception {
    try (KernelJudge kernel = new KernelJudge()) {
      for (Case each : PolicyCases.all()) {
        for (Step step : each.steps()) {
          World world = new World(step);
          Map<KernelJudge.Packet, Boolean> judged = judge(kernel, world);
          compare(
              each.name(),
              world,
              (source, destination, probe) ->
                  both(source, destination, probe).stream().allMatch(judged::get));
        }
      }
    }
    report("kernel");
  }

  /** Each packet of the step once, endpoint by endpoint. */
  private static Map<KernelJudge.Packet, Boolean> judge(KernelJudge kernel, World world)
      throws IOException {
    PolicyCompiler compiler = new PolicyCompiler(world.step.policies(), world.identities.all());
    Map<Cidr, Integer> addresses = new HashMap<>();
    Map<String, CompiledPolicy> rules = new HashMap<>();
    for (Pod pod : world.step.pods()) {
      addresses.put(Cidr.of(pod.address()), world.identity(pod).number());
      rules.put(pod.name(), compiler.compile(world.identity(pod)));
    }
    kernel.know(addresses, rules.values());
    Map<KernelJudge.Packet, Boolean> judged = new HashMap<>();
    Map<String, List<KernelJudge.Packet>> packets = packets(world);
    for (Pod pod : world.step.pods()) {
      kernel.become(world.identity(pod), Objects.requireNonNull(rules.get(pod.name())));
      for (KernelJudge.Packet packet : packets.getOrDefault(pod.name(), List.of())) {
        if (!judged.containsKey(packet)) {
          judged.put(packet, kernel.allows(packet));
        }
      }
    }
    return judged;
  }

  private static Map<String, List<KernelJudge.Packet>> packets(World world) {
    Map<String, List<KernelJudge.Packet>> packets = new HashMap<>();
    for (Probe probe : world.step.probes()) {
      probe
          .allowed()
          .forEach((source, row) ->
              row.keySet()
                  .forEach(destination -> {
                    List<KernelJudge.Packet> pair =
                        both(world.pod(source), world.pod(destination), probe);
                    packets.computeIfAbsent(source, _ -> new ArrayList<>()).add(pair.getFirst());
                    packets
                        .computeIfAbsent(destination, _ -> new ArrayList<>())
                        .add(pair.getLast());
                  }));
    }
    return packets;
  }

  private static List<KernelJudge.Packet> both(Pod source, Pod destination, Probe probe) {
    int port = probe.portAt(destination);
    return List.of(
        new KernelJudge.Packet(
            source.address(),
            TrafficDirection.EGRESS,
            destination.address(),
            probe.protocol(),
            port),
        new KernelJudge.Packet(
            destination.address(),
            TrafficDirection.INGRESS,
            source.address(),
            probe.protocol(),
            port));
  }

  private void compare(String name, World world, Oracle oracle) throws IOException {
    for (Probe probe : world.step.probes()) {
      for (Map.Entry<String, Map<String, Boolean>> row : probe.allowed().entrySet()) {
        for (Map.Entry<String, Boolean> entry : row.getValue().entrySet()) {
          entries++;
          Pod source = world.pod(row.getKey());
          Pod destination = world.pod(entry.getKey());
          if (oracle.allows(source, destination, probe) != entry.getValue()) {
            wrong.add(
                "%s: %s to %s on %s %s should be allowed: %s"
                    .formatted(
                        name,
                        source.name(),
                        destination.name(),
                        probe.protocol(),
                        probe.port(),
                        entry.getValue()));
          }
        }
      }
    }
  }

  private void report(String who) {
    System.out.printf("%s: %,d entries, %,d differ%n", who, entries, wrong.size());
    assertThat(wrong.stream().limit(MOST_SHOWN)).as("%d differ", wrong.size()).isEmpty();
    assertThat(entries).isPositive();
  }
}
