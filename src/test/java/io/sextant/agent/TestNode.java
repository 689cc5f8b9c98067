package io.sextant.agent;

import static io.sextant.datapath.sys.IpCommand.ip;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A node on the real kernel: a namespace with two devices, {@code lxc1} and {@code lxc2}, a bpf
 * file system and a state directory of its own. Agents reconcile when the test says so.
 */
final class TestNode implements AutoCloseable {
  static final IpAddress ADDRESS = IpAddress.parse("10.42.0.1");

  private static final AtomicInteger NUMBER = new AtomicInteger();
  static final DatapathConfig.Capacity CAPACITY = new DatapathConfig.Capacity(16, 64, 16, 1_024);

  final String namespace =
      "sxo-agent-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  final List<AgentEvent> news = new CopyOnWriteArrayList<>();
  final Path bpf;
  final Path state;
  private final List<Closeable> opened = new ArrayList<>();
  private final List<Closeable> running = new ArrayList<>();

  TestNode(Path directory) throws IOException {
    bpf = Files.createDirectory(directory.resolve("bpf"));
    state = directory.resolve("state");
    BpfFileSystem.mount(bpf);
    opened.add(() -> BpfFileSystem.unmount(bpf));
    ip("netns", "add", namespace);
    opened.add(() -> ip("netns", "delete", namespace));
    addDevice(1);
    addDevice(2);
    opened.add(this::uninstall);
  }

  void addDevice(int number) throws IOException {
    ip(
        "-n",
        namespace,
        "link",
        "add",
        "lxc" + number,
        "type",
        "veth",
        "peer",
        "name",
        "peer" + number);
  }

  void deleteDevice(int number) throws IOException {
    ip("-n", namespace, "link", "delete", "lxc" + number);
  }

  Datapath datapath() throws IOException {
    return datapath(CAPACITY);
  }

  Datapath datapath(DatapathConfig.Capacity capacity) throws IOException {
    Datapath datapath = Datapath.open(config(capacity));
    running.add(datapath::close);
    return datapath;
  }

  DatapathConfig config(DatapathConfig.Capacity capacity) {
    DatapathConfig defaults = DatapathConfig.defaults();
    return new DatapathConfig(pins(), capacity, defaults.attachMode(), defaults.events());
  }

  Path pins() {
    return bpf.resolve("pins");
  }

  NodeAgent agent(Datapath datapath) throws IOException {
    return agent(datapath, settings());
  }

  NodeAgent agent(Datapath datapath, AgentSettings settings) throws IOException {
    return agent(datapath, settings, _ -> {});
  }

  NodeAgent agent(Datapath datapath, AgentSettings settings, Consumer<String> steps)
      throws IOException {
    NodeAgent agent =
        NodeAgent.start(
            spec(namespace),
            settings,
            datapath,
            cluster,
            news::add,
            new NodeAgent.Surroundings(InstantSource.system(), new Random(1), steps));
    running.add(agent::close);
    return agent;
  }

  static NodeSpec spec(String namespace) {
    return new NodeSpec("node", "default", List.of(ADDRESS), namespace);
  }

  AgentSettings settings() {
    return AgentSettings.defaults()
        .withReconcileEvery(Duration.ofDays(1))
        .withStateDirectory(state);
  }

  /** Ends agent and datapath as the end of their process would; what is pinned stays. */
  void restart() throws IOException {
    for (Closeable each : running.reversed()) {
      each.close();
    }
    running.clear();
    news.clear();
    cluster.update(_ -> ClusterState.EMPTY);
  }

  /** The kernel's entry of a pod's endpoint. */
  static Endpoint endpoint(Datapath datapath, NodeAgent agent, String podName) throws IOException {
    int id = status(agent, podName).id();
    return datapath.endpoints().all().values().stream()
        .filter(endpoint -> endpoint.id() == id)
        .findFirst()
        .orElseThrow();
  }

  static EndpointStatus status(NodeAgent agent, String podName) {
    return agent.status().endpoints().stream()
        .filter(each -> each.pod().name().equals(podName))
        .findFirst()
        .orElseThrow();
  }

  int ifindex(int number) throws Exception {
    try (NetworkNamespace inside = NetworkNamespace.open(namespace)) {
      int[] index = new int[1];
      inside.run(() -> index[0] = io.sextant.datapath.sys.NetworkDevice.index("lxc" + number));
      return index[0];
    }
  }

  /** All that the kernel holds, but for what events and connections left. */
  static Map<String, Object> dump(Datapath datapath) throws IOException {
    return Map.of(
        "endpoints", datapath.endpoints().all(),
        "addresses", datapath.addresses().all(),
        "rule sets", datapath.ruleSets().ids(),
        "devices", datapath.attached());
  }

  static Map<AddressPrefix, Integer> addresses(Datapath datapath) throws IOException {
    return datapath.addresses().all();
  }

  <T extends AgentEvent.Notification> List<T> told(Class<T> kind) {
    return news.stream()
        .map(AgentEvent::notification)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  @Override
  public void close() throws IOException {
    restart();
    for (Closeable each : opened.reversed()) {
      each.close();
    }
  }

  private void uninstall() throws IOException {
    try (NetworkNamespace inside = NetworkNamespace.open(namespace)) {
      inside.run(() -> Datapath.uninstall(config(CAPACITY)));
    }
  }
}
