package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The shop in the flesh: its network, a thread per pod, and the traffic.
 *
 * <p>{@link #build} makes all of it but is silent; {@link #open} starts the traffic, once the
 * datapath guards the pods. Pods that come later are announced before they say a word.
 */
final class Shop implements AutoCloseable {
  private static final Duration SETTLEMENT_EVERY = Duration.ofSeconds(20);

  /** A pod that ended keeps its name until its last packets were seen. */
  private static final Duration TERMINATING = Duration.ofMillis(500);

  private final ShopNetwork network;
  private final ShopPlan plan;
  private final Cadence cadence;
  private final DnsServer dns;
  private final Guard guard;
  private final List<PodPlan> pods;
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final List<Pod> others = new CopyOnWriteArrayList<>();

  /** Who must know of pods: before they speak, and when they are gone. */
  interface Guard {
    void admit(List<PodPlan> pods) throws IOException;

    void dismiss(PodPlan pod) throws IOException;
  }

  private Shop(ShopNetwork network, ShopPlan plan, Cadence cadence, DnsServer dns, Guard guard) {
    this.network = network;
    this.plan = plan;
    this.cadence = cadence;
    this.dns = dns;
    this.guard = guard;
    this.pods = plan.pods();
  }

  /**
   * Makes the namespaces and devices; on failure nothing is left.
   *
   * @param named learns the names that pods asked DNS for
   */
  static Shop build(ShopNetwork network, double rate, Guard guard, DnsServer.Listener named)
      throws IOException {
    Random random = new Random();
    Shop shop =
        new Shop(
            network, new ShopPlan(random), new Cadence(random, rate), new DnsServer(named), guard);
    try {
      network.add(shop.pods);
      guard.admit(shop.pods);
      return shop;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, shop::close);
      throw e;
    }
  }

  /** Starts servers, then clients. */
  void open() throws IOException {
    Pod node = start("node", network.nodeNamespace());
    Pod world = start("world", network.worldNamespace());
    ShopServers servers = new ShopServers(cadence, dns, address(ShopPlan.TELEMETRY));
    ShopServers.startWorld(world);
    publishNames();
    for (PodPlan pod : pods) {
      Worker worker = hire(pod);
      workers.add(worker);
      servers.start(worker);
    }
    new ShopClients(cadence, List.copyOf(workers), network.hasIpv6()).start(world, node);
    node.run(() -> settleFromTimeToTime(node));
  }

  List<PodPlan> pods() {
    return pods;
  }

  /** The first pod of a workload at work. */
  Worker worker(ShopWorkload workload) {
    return workers.stream().filter(w -> w.workload().equals(workload)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    List<Thread> closers = new ArrayList<>();
    others.forEach(pod -> closers.add(Thread.ofVirtual().start(pod::close)));
    workers.forEach(worker -> closers.add(Thread.ofVirtual().start(worker::close)));
    try {
      for (Thread closer : closers) {
        closer.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Pod start(String name, String namespace) throws IOException {
    Pod pod = Pod.start(name, namespace);
    others.add(pod);
    return pod;
  }

  private Worker hire(PodPlan pod) throws IOException {
    Pod sockets = Pod.start(pod.podName(), network.namespace(pod));
    DnsClient client = new DnsClient(sockets, address(ShopPlan.COREDNS), cadence.random());
    return new Worker(pod, sockets, client, cadence, network.hasIpv6());
  }

  private void publishNames() {
    Map<String, List<IpAddress>> addresses = new HashMap<>();
    for (PodPlan pod : pods) {
      List<IpAddress> known =
          addresses.computeIfAbsent(pod.workload().dnsName(), name -> new ArrayList<>());
      known.add(pod.ipv4());
      if (network.hasIpv6()) {
        known.add(pod.ipv6());
      }
    }
    addresses.put(ShopPlan.ACQUIRER, List.of(Addresses.ACQUIRER));
    addresses.put(ShopPlan.TRACKER, List.of(Addresses.TRACKER));
    addresses.forEach(dns::publish);
  }

  private IpAddress address(ShopWorkload workload) {
    return pods.stream()
        .filter(pod -> pod.workload().equals(workload))
        .findFirst()
        .orElseThrow()
        .ipv4();
  }

  private void settleFromTimeToTime(Pod node) throws InterruptedException {
    Settlement settlement = new Settlement(cadence);
    while (!node.isClosed()) {
      Thread.sleep(SETTLEMENT_EVERY.dividedBy(2));
      try {
        settleOnce(settlement, SETTLEMENT_EVERY.dividedBy(2));
      } catch (IOException | RuntimeException e) {
        if (!node.isClosed()) {
          System.getLogger(Shop.class.getName())
              .log(System.Logger.Level.WARNING, "a settlement job failed: {0}", e.toString());
        }
      }
    }
  }

  /** One job from its pod's coming to its going, whatever happens in between. */
  void settleOnce(Settlement settlement, Duration length) throws IOException, InterruptedException {
    PodPlan pod = plan.pod(ShopPlan.SETTLEMENT, 0);
    try {
      network.add(List.of(pod));
      guard.admit(List.of(pod));
      try (Worker worker = hire(pod)) {
        settlement.run(worker, length);
      }
      Thread.sleep(TERMINATING);
    } finally {
      try {
        guard.dismiss(pod);
      } finally {
        network.remove(pod);
      }
    }
  }
}
