package io.sextant.demo;

import io.sextant.agent.AgentSettings;
import io.sextant.agent.NodeAgent;
import io.sextant.agent.NodeSpec;
import io.sextant.control.ControlPlane;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.control.PlannerSettings;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathProbe;
import io.sextant.datapath.Readiness;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.enrich.PodName;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shop under guard: namespaces, datapath, agent and traffic of one demo.
 *
 * <p>{@link #start} makes everything but lets nobody speak, so that a reader can be put on the
 * events; {@link #open} starts the traffic. {@link #close} leaves nothing, and so does the next
 * start after a demo that was killed.
 */
public final class Demo implements AutoCloseable {
  private final DemoSettings settings;
  private final List<Closing> closings = new ArrayList<>();
  private @Nullable Datapath datapath;
  private @Nullable NodeAgent agent;
  private @Nullable ControlPlane control;
  private @Nullable Shop shop;

  private Demo(DemoSettings settings) {
    this.settings = settings;
  }

  /**
   * Looks whether the demo can run here.
   *
   * @throws IOException in one line: what is missing and what to do
   */
  public static void check() throws IOException {
    if (DatapathProbe.probe() instanceof Readiness.NotReady(Readiness.Check check, String advice)) {
      throw new IOException(
          "the demo cannot run here (%s): %s; or add --replay to see a recording"
              .formatted(check, advice));
    }
  }

  /**
   * Builds the demo where {@link #check} found nothing missing; on failure nothing is left.
   *
   * @param cluster told of the pods as they come and go
   * @param news gets what the agent does, on the agent's thread
   * @throws IOException in one line: what is missing and what to do
   */
  public static Demo start(DemoSettings settings, LiveCluster cluster, Consumer<AgentEvent> news)
      throws IOException {
    Demo demo = new Demo(settings);
    try {
      demo.build(cluster, news);
      return demo;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, demo::close);
      throw e;
    }
  }

  /** Starts the traffic. */
  public void open() throws IOException {
    shop().open();
  }

  /** The datapath whose events tell of the demo. */
  public Datapath datapath() {
    return started(datapath);
  }

  /** Drives the pods' endpoints. */
  public NodeAgent agent() {
    return started(agent);
  }

  /** Brings pods and policies together. */
  public ControlPlane control() {
    return started(control);
  }

  Shop shop() {
    return started(shop);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the demo is not started");
    }
    return part;
  }

  /** What runs, for the console. */
  public String description() {
    return """
    A shop of %d pods in 3 namespaces on the node %s, each in a network namespace %s-POD.
    Allowed:  visitors -> frontend -> catalog, cart, reviews, checkout -> gateway, ledger
    Denied:   reviews -> ledger-db, frontend -> a tracker outside, all -> cloud metadata
    Dropped:  a port scan from %s
    Comes and goes: the job payments/settlement, every 20 seconds\
    """
        .formatted(shop().pods().size(), settings.nodeName(), settings.prefix(), Addresses.SCANNER);
  }

  /** Takes all down, the last first; safe to call again, and from a shutdown hook. */
  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    while (!closings.isEmpty()) {
      try {
        closings.removeLast().run();
      } catch (IOException | RuntimeException e) {
        if (failure == null) {
          failure = leftBehind(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException leftBehind(Exception cause) {
    return new IOException(
        "the demo may have left something behind, its next start removes it: " + cause.getMessage(),
        cause);
  }

  private synchronized void build(LiveCluster cluster, Consumer<AgentEvent> news)
      throws IOException {
    RunDirectory directory = RunDirectory.take(settings);
    closings.add(directory::close);
    ShopNetwork network = ShopNetwork.create(settings.prefix());
    closings.add(network::close);
    Datapath opened = Datapath.open(directory.datapath());
    closings.add(() -> inside(network.nodeNamespace(), opened::uninstall));
    NodeSpec node = node(network);
    NodeAgent driver = NodeAgent.start(node, AgentSettings.defaults(), opened, cluster, news);
    closings.add(driver::close);
    ControlPlane planner = ControlPlane.open(setup(node), driver::realise, InstantSource.system());
    closings.add(planner::close);
    planner.objects(ShopPolicies.read());
    planner.begin();
    Guard guard = new Guard(planner, driver, settings);
    Shop built = Shop.build(network, settings.rate(), guard, driver::learn);
    closings.add(built::close);
    datapath = opened;
    agent = driver;
    control = planner;
    shop = built;
  }

  private NodeSpec node(ShopNetwork network) {
    List<IpAddress> addresses =
        network.hasIpv6()
            ? List.of(
                Addresses.NODE_V4, Addresses.UPLINK_V4, Addresses.NODE_V6, Addresses.UPLINK_V6)
            : List.of(Addresses.NODE_V4, Addresses.UPLINK_V4);
    return new NodeSpec(
        settings.nodeName(), settings.clusterName(), addresses, network.nodeNamespace());
  }

  private static ControlPlane.Setup setup(NodeSpec node) {
    PlannerSettings settings =
        PlannerSettings.of(node.name(), node.clusterName(), node.addresses());
    return ControlPlane.Setup.of(settings, null);
  }

  /** Has the shop's pods guarded before they speak. */
  private record Guard(ControlPlane control, NodeAgent agent, DemoSettings settings)
      implements Shop.Guard {
    @Override
    public void admit(List<PodPlan> pods) throws IOException {
      List<EndpointSpec> specs = pods.stream().map(this::endpoint).toList();
      control.add(specs);
      for (EndpointSpec spec : specs) {
        Optional<String> trouble = agent.status().trouble(spec.pod());
        if (trouble.isPresent()) {
          throw new IOException(trouble.get());
        }
      }
    }

    @Override
    public void dismiss(PodPlan pod) throws IOException {
      control.remove(new PodName(pod.workload().namespace(), pod.podName()));
    }

    private EndpointSpec endpoint(PodPlan pod) {
      ShopWorkload workload = pod.workload();
      String uid =
          UUID.nameUUIDFromBytes(pod.podName().getBytes(StandardCharsets.UTF_8)).toString();
      return new EndpointSpec(
          workload.namespace(),
          pod.podName(),
          uid,
          workload.labels(settings.clusterName()),
          new Workload(workload.name(), workload.kind().text()),
          List.of(pod.ipv4(), pod.ipv6()),
          pod.hostDevice());
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** On a platform thread of its own, since only such can move between namespaces. */
  private static void inside(String namespace, Work work) throws IOException {
    FutureTask<String> task =
        new FutureTask<>(() -> {
          try (NetworkNamespace inside = NetworkNamespace.open(namespace)) {
            inside.enter();
          }
          work.run();
          return namespace;
        });
    Thread.ofPlatform().name("demo-" + namespace).start(task);
    try {
      task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + namespace, e);
    }
  }
}
