package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.Datapath;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.TestPackets;
import io.sextant.datapath.sys.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed before a step of a change: what it leaves judges every packet as before
 * or as after, and the next agent comes to the wanted end with nothing left over. Some steps, the
 * last ones included; {@code -Dagent.kills=all} for every one.
 */
@Tag("kernel")
class KillTest {
  private static final String KILLS = System.getProperty("agent.kills", "some");
  private static final IntPredicate CHOSEN =
      KILLS.equals("all") ? _ -> true : step -> step % 5 == 2;
  private static final String CART = "10.42.0.11";

  /** A case for each way in which a mixture of both would show. */
  private static final List<Probe> PROBES =
      List.of(
          new Probe("denied before, no rule after", "10.42.0.12", 8080),
          new Probe("allowed to anybody before, to its range after", "192.0.2.7", 8080),
          new Probe("no rule before, allowed after", "192.0.2.7", 9090),
          new Probe("allowed to anybody before, no rule after", "10.9.9.9", 8080),
          new Probe("a stranger, no rule in either", "10.9.9.9", 9091));

  @TempDir private Path directory;

  private record Probe(String what, String source, int port) {
    byte[] packet() {
      return TestPackets.tcp(source, 40_000, CART, port, TestPackets.SYN);
    }
  }

  @Test
  void kill_beforeAnyStep_isOldOrNew_andEndsAsWanted() throws Exception {
    KillScenario scenario = new KillScenario();
    try (TestNode node = new TestNode(directory)) {
      node.addDevice(3);
      node.addDevice(4);
      Datapath datapath = node.datapath();
      NodeAgent agent = node.agent(datapath);
      agent.realise(scenario.before);
      Map<String, Integer> old = verdicts(node, datapath);
      agent.realise(scenario.after);
      agent.reconcile();
      Map<String, Integer> fresh = verdicts(node, datapath);
      Map<String, Object> end = comparable(datapath);
      assertThat(old).isNotEqualTo(fresh);
      node.restart();
      int step = 0;
      int kills = 0;
      String reached = "";
      while (!reached.equals(KillScenario.DONE)) {
        if (CHOSEN.test(step)) {
          reached = runAndKill(node, step);
          kills++;
          Datapath left = node.datapath();
          String when = "killed at step %d, %s".formatted(step, reached);
          Map<String, Integer> found = verdicts(node, left);
          assertThat(found).as(when).isIn(old, fresh);
          NodeAgent next = node.agent(left);
          assertThat(verdicts(node, left)).as("adopted, %s", when).isEqualTo(found);
          next.realise(scenario.after);
          next.reconcile();
          assertThat(verdicts(node, left)).as(when).isEqualTo(fresh);
          assertThat(comparable(left)).as(when).isEqualTo(end);
          assertThat(next.compare().isEqual()).as(when).isTrue();
          node.restart();
        }
        step++;
      }
      System.out.printf("%d kills in %d steps%n", kills, step - 1);
      assertThat(kills).isGreaterThan(3);
    }
  }

  /** Gives what the process said before it was killed. */
  private static String runAndKill(TestNode node, int step) throws Exception {
    Process process = KillScenario.start(node, step);
    try (BufferedReader out = process.inputReader()) {
      return Objects.requireNonNullElse(out.readLine(), "ended by itself");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Map<String, Integer> verdicts(TestNode node, Datapath datapath) throws Exception {
    datapath.connections().clear();
    int cart = node.ifindex(1);
    Map<String, Integer> verdicts = new TreeMap<>();
    try (NetworkNamespace inside = NetworkNamespace.open(node.namespace)) {
      for (Probe probe : PROBES) {
        inside.run(() ->
            verdicts.put(
                probe.what, datapath.toEndpoint().testRun(probe.packet(), cart, 1).returned()));
      }
    }
    datapath.connections().clear();
    return verdicts;
  }

  /** What does not depend on the way: without numbers of endpoints and rule sets. */
  private static Map<String, Object> comparable(Datapath datapath) throws IOException {
    Map<Integer, String> endpoints = new TreeMap<>();
    List<Integer> used = new ArrayList<>();
    datapath
        .endpoints()
        .all()
        .forEach((ifindex, each) -> {
          endpoints.put(ifindex, text(each));
          used.add(each.ruleSetId());
        });
    used.remove(Integer.valueOf(0));
    return Map.of(
        "endpoints", endpoints,
        "addresses", datapath.addresses().all(),
        "devices", datapath.attached(),
        "rule sets", datapath.ruleSets().ids().size(),
        "of endpoints", used.containsAll(datapath.ruleSets().ids()),
        "lost pins", datapath.lostPins());
  }

  private static String text(Endpoint endpoint) {
    return "identity %d former %d revision %d flags %s rules %b"
        .formatted(
            endpoint.identity(),
            endpoint.former(),
            endpoint.revision(),
            endpoint.flags().stream().sorted().toList(),
            endpoint.ruleSetId() != 0);
  }
}
