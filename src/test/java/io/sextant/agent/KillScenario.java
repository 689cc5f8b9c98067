package io.sextant.agent;

import static io.sextant.agent.TestCluster.named;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestCluster.podsOf;

import io.sextant.control.ClusterState;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.control.NodeIntent;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.flow.Cidr;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A change of everything, in a process that stops at a step of it and waits to be killed: rules of
 * a pod that stays, a pod that goes, one that comes, ranges of addresses.
 */
final class KillScenario {
  static final String STOPPED = "stopped";
  static final String DONE = "done";

  final NodeIntent before;
  final NodeIntent after;

  KillScenario() {
    TestCluster shop = new TestCluster().with(pod("cart", 1), pod("frontend", 2), pod("job", 3));
    Policy others = ranges("192.0.2.0/24", "198.51.100.0/24");
    before =
        shop.under(
                named(
                    "cart",
                    "cart",
                    Section.only(
                        Rule.deny(podsOf("frontend")),
                        new Rule(Policy.Action.ALLOW, List.of(), List.of(PortRange.tcp(8080))))),
                others)
            .intent();
    EndpointSpec ledger = pod("ledger", 4);
    after =
        shop.without("job-3")
            .with(ledger)
            .under(
                named(
                    "cart",
                    "cart",
                    Section.only(
                        Rule.allow(podsOf("ledger"), PortRange.tcp(8080)),
                        Rule.allow(
                            Policy.Range.outside(Cidr.parse("192.0.2.0/24")),
                            PortRange.tcp(8080),
                            PortRange.tcp(9090)))),
                ranges("192.0.2.0/24", "203.0.113.0/24"))
            .intent();
  }

  private static Policy ranges(String... ranges) {
    return named("frontend", "frontend", TestCluster.denying("frontend", ranges).ingress());
  }

  /** Starts a process that realises both intents, and stops before a step of the second. */
  static Process start(TestNode node, int step) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KillScenario.class.getName(),
            node.namespace,
            node.pins().toString(),
            node.state.toString(),
            String.valueOf(step))
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /** Prints {@link #STOPPED} with the step before it is taken, or {@link #DONE} after the last. */
  public static void main(String[] args) throws Exception {
    int stopAt = Integer.parseInt(args[3]);
    KillScenario scenario = new KillScenario();
    DatapathConfig defaults = DatapathConfig.defaults();
    Datapath datapath =
        Datapath.open(
            new DatapathConfig(
                Path.of(args[1]), TestNode.CAPACITY, defaults.attachMode(), defaults.events()));
    int[] step = {-1};
    NodeAgent agent =
        NodeAgent.start(
            TestNode.spec(args[0]),
            AgentSettings.defaults()
                .withReconcileEvery(Duration.ofDays(1))
                .withStateDirectory(Path.of(args[2])),
            datapath,
            new LiveCluster(ClusterState.EMPTY),
            _ -> {},
            new NodeAgent.Surroundings(
                InstantSource.system(), new Random(1), next -> pass(step, stopAt, next)));
    agent.realise(scenario.before);
    agent.reconcile();
    step[0] = 0;
    agent.realise(scenario.after);
    agent.reconcile();
    System.out.println(DONE);
    Thread.currentThread().join();
  }

  private static void pass(int[] step, int stopAt, String next) {
    if (step[0] >= 0 && step[0]++ == stopAt) {
      System.out.println(STOPPED + " before: " + next);
      while (step[0] > 0) {
        LockSupport.park();
      }
    }
  }
}
