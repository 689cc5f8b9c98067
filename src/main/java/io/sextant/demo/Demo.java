package io.sextant.demo;

import io.sextant.agent.AgentSettings;
import io.sextant.agent.NodeAgent;
import io.sextant.agent.NodeSpec;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathProbe;
import io.sextant.datapath.Readiness;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    if (datapath == null) {
      throw new IllegalStateException("the demo is not started");
    }
    return datapath;
  }

  Shop shop() {
    if (shop == null) {
      throw new IllegalStateException("the demo is not started");
    }
    return shop;
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
    NodeAgent agent =
        NodeAgent.start(node(network), AgentSettings.defaults(), opened, cluster, news);
    closings.add(agent::close);
    ShopControl control = new ShopControl(agent, ShopPolicies.all());
    Shop built = Shop.build(network, settings.rate(), new Guard(control, settings), agent::learn);
    closings.add(built::close);
    datapath = opened;
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

  /** Brings the shop's pods to the agent. */
  private record Guard(ShopControl control, DemoSettings settings) implements Shop.Guard {
    @Override
    public void admit(List<PodPlan> pods) throws IOException {
      control.add(pods.stream().map(this::endpoint).toList());
    }

    @Override
    public void dismiss(PodPlan pod) throws IOException {
      control.remove(pod.workload().namespace(), pod.podName());
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
