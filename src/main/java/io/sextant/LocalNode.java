package io.sextant;

import io.sextant.agent.AgentSettings;
import io.sextant.agent.NodeAgent;
import io.sextant.agent.NodeSpec;
import io.sextant.cni.CniServer;
import io.sextant.control.ControlPlane;
import io.sextant.control.FqdnBook;
import io.sextant.control.LiveCluster;
import io.sextant.control.NodeIntents;
import io.sextant.control.PlannerSettings;
import io.sextant.control.ServiceNames;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.decode.DnsReading;
import io.sextant.durable.FolderLock;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.IpAddress;
import io.sextant.manifest.ManifestError;
import io.sextant.manifest.ManifestFolder;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * This node under guard: datapath, agent, control plane, the folder of manifests and the container
 * runtime's socket. Closing ends the process's part; what is enforced stays in force.
 */
final class LocalNode implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalNode.class.getName());
  private static final String LOCK_FILE = "agent.lock";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final Settings settings;
  private final ServiceNames services;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Datapath datapath;
  private final RingReader rings;
  private final NodeAgent agent;
  private final ControlPlane control;
  private final DnsAnswers answers;
  private volatile ManifestFolder.@Nullable Snapshot manifests;

  private LocalNode(
      Settings settings,
      LiveCluster cluster,
      Consumer<AgentEvent> news,
      UnaryOperator<NodeIntents> timed)
      throws IOException {
    this.settings = settings;
    this.services = new ServiceNames(cluster);
    try {
      opened(lock(settings.datapath().state()));
      List<IpAddress> addresses = addresses();
      datapath = opened(Datapath.open(config(settings)));
      rings = opened(RingReader.open(datapath.events(), RingSettings.defaults()));
      agent = opened(NodeAgent.start(spec(addresses), agentSettings(), datapath, cluster, news));
      control =
          opened(
              ControlPlane.open(
                  setup(addresses), timed.apply(agent::realise), InstantSource.system()));
      answers = opened(DnsAnswers.start(this::learn));
    } catch (IOException | RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  /**
   * Takes over what an earlier process left, or begins anew.
   *
   * @param news gets what the agent does, on its thread
   * @param timed put around the agent, to measure it
   * @throws IOException in one line: what is missing and what to do
   */
  static LocalNode open(
      Settings settings,
      LiveCluster cluster,
      Consumer<AgentEvent> news,
      UnaryOperator<NodeIntents> timed)
      throws IOException {
    return new LocalNode(settings, cluster, news, timed);
  }

  /** What the kernel tells, from now on. */
  RingReader rings() {
    return rings;
  }

  Datapath datapath() {
    return datapath;
  }

  NodeAgent agent() {
    return agent;
  }

  ControlPlane control() {
    return control;
  }

  /** Takes what the node's endpoints are answered by DNS servers. */
  DnsAnswers answers() {
    return answers;
  }

  /** What the folder of manifests says; null without one. */
  ManifestFolder.@Nullable Snapshot manifests() {
    return manifests;
  }

  /**
   * Asks for what the manifests and the pods that are there want, and follows them from then on.
   * Pods of an earlier process come first: the first plan has them.
   *
   * @param settled told once, when all that is there now is in force: what an earlier process knew
   *     and this one does not is gone
   */
  void begin(Runnable settled) throws IOException {
    rings.start();
    try {
      if (settings.cni().isOn()) {
        PodRegistry registry = new PodRegistry(control, agent::status);
        opened(
            inside(() ->
                CniServer.start(settings.cni().settings(settings.datapath().state()), registry)));
      }
      String folder = settings.policies().folder();
      if (!folder.isEmpty()) {
        opened(ManifestFolder.watch(checked(folder), LOOK_AGAIN, this::take));
      }
      control.begin(settled);
    } catch (IOException | RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  /** Ends enforcement and takes away what any process left in the kernel; false if nothing was. */
  static boolean cleanUp(Settings settings) throws IOException {
    return inside(settings, () -> Datapath.uninstall(config(settings)));
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.removeLast().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IOException("the node's part did not end well: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Rules first: a pod may be using the addresses already. */
  private void learn(List<DnsAnswers.Heard> news) throws IOException {
    for (DnsAnswers.Heard each : news) {
      DnsReading.Answer answer = each.answer();
      Duration life = Duration.ofSeconds(answer.ttlSeconds());
      control.learn(new FqdnBook.Answer(each.pod(), answer.name(), answer.addresses(), life));
    }
    for (DnsAnswers.Heard each : news) {
      agent.learn(each.at(), each.answer().name(), each.answer().addresses());
    }
  }

  private void take(ManifestFolder.Snapshot snapshot) {
    ManifestFolder.Snapshot before = manifests;
    for (ManifestError error : snapshot.errors()) {
      if (before == null || !before.errors().contains(error)) {
        LOG.log(System.Logger.Level.WARNING, "{0}", error);
      }
    }
    manifests = snapshot;
    services.take(snapshot.objects());
    control.objects(snapshot.objects());
  }

  /** Of all that keep their state there: agent, control plane, addresses of pods. */
  private static FolderLock lock(Path state) throws IOException {
    try {
      return FolderLock.tryLock(state, LOCK_FILE)
          .orElseThrow(() ->
              new IOException(
                  "state folder %s is used by another process: stop that one, or give this one a folder of its own (sextant.datapath.state)"
                      .formatted(state)));
    } catch (FileSystemException e) {
      throw new IOException(
          "sextant.datapath.state is %s, which cannot be used (%s): give a folder that can be written"
              .formatted(state, e),
          e);
    }
  }

  private static Path checked(String folder) throws IOException {
    Path path = Path.of(folder);
    if (!Files.isDirectory(path)) {
      throw new IOException(
          "sextant.policies.folder is %s, which is no folder: create it, or give another"
              .formatted(folder));
    }
    return path;
  }

  private static DatapathConfig config(Settings settings) {
    return DatapathConfig.defaults().withPinDirectory(settings.datapath().pins());
  }

  private NodeSpec spec(List<IpAddress> addresses) {
    String namespace = settings.datapath().namespace();
    return new NodeSpec(
        settings.nodeName(), settings.cluster(), addresses, namespace.isEmpty() ? null : namespace);
  }

  private AgentSettings agentSettings() {
    return AgentSettings.defaults()
        .withReconcileEvery(settings.datapath().reconcile())
        .withStateDirectory(settings.datapath().state());
  }

  private ControlPlane.Setup setup(List<IpAddress> addresses) {
    NodeOptions.Policies policies = settings.policies();
    PlannerSettings planner =
        new PlannerSettings(
            settings.hostName(),
            settings.cluster(),
            addresses,
            policies.filter(),
            policies.mode(),
            policies.refusals());
    return ControlPlane.Setup.of(planner, settings.datapath().state())
        .withShortestAnswer(policies.dnsShortest());
  }

  private List<IpAddress> addresses() throws IOException {
    List<String> given = settings.datapath().addresses();
    return given.isEmpty()
        ? inside(LocalNode::ownAddresses)
        : given.stream().map(IpAddress::parse).toList();
  }

  /** Without those that every machine has. */
  private static List<IpAddress> ownAddresses() throws IOException {
    List<IpAddress> own = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : each.inetAddresses().toList()) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          own.add(IpAddress.ofBytes(address.getAddress()));
        }
      }
    }
    return own;
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T inside(Work<T> work) throws IOException {
    return inside(settings, work);
  }

  /** On a platform thread of its own, since only such can move between namespaces. */
  private static <T> T inside(Settings settings, Work<T> work) throws IOException {
    String namespace = settings.datapath().namespace();
    FutureTask<T> task =
        new FutureTask<>(() -> {
          if (!namespace.isEmpty()) {
            try (NetworkNamespace home = NetworkNamespace.open(namespace)) {
              home.enter();
            }
          }
          return work.run();
        });
    Thread.ofPlatform().name("node-namespace").start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the node started", e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.add(part);
    return part;
  }

  private void closeAfter(Exception reason) {
    try {
      close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
