package io.sextant.bench;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A made-up cluster: {@value #NODES} nodes, {@value #NAMESPACES} namespaces, {@value #WORKLOADS}
 * workloads with an identity, a port and ten labels each, {@value #PODS} pods. Each workload calls
 * {@value #CALLED} others, always the same.
 */
final class SyntheticCluster {
  static final int NODES = 20;
  static final int NAMESPACES = 100;
  static final int WORKLOADS = 300;
  static final int PODS = 2_000;

  /** Gives about 22,000 groups of client, server, port, verdict and reply. */
  static final int CALLED = 11;

  private static final long SEED = 1;
  private static final int FIRST_IDENTITY = 1_000;
  private static final int[] PORTS = {
    8080, 443, 80, 5432, 6379, 9092, 9090, 3306, 27017, 8443, 50051, 9200
  };
  private static final List<String> NAMES =
      List.of("cart", "orders", "search", "users", "mail", "stock", "pay", "ads", "auth", "geo");

  /**
   * A pod.
   *
   * @param local as its own node names it
   * @param remote as all others do, without its number and workload
   * @param mac Ethernet address of its end of the veth pair
   * @param hostMac that of the other end
   */
  record Pod(
      int node,
      int workload,
      Endpoint local,
      Endpoint remote,
      IpAddress address,
      NetworkInterface device,
      long mac,
      long hostMac) {}

  /** Where packets of all pods of a node pass. */
  record Uplink(NetworkInterface device, long mac, long routerMac) {}

  final List<Node> nodes = new ArrayList<>();
  final List<Uplink> uplinks = new ArrayList<>();
  final List<Pod> pods = new ArrayList<>();
  final List<PolicyAttribution> denials = new ArrayList<>();

  /** By workload, numbers of the pods that it calls, rising. */
  final List<int[]> called = new ArrayList<>();

  final Endpoint world =
      new Endpoint(
          0, Identities.WORLD, "default", "", List.of("reserved:world"), "", "", List.of());

  SyntheticCluster() {
    for (int node = 0; node < NODES; node++) {
      nodes.add(Node.named("node-" + node));
      uplinks.add(
          new Uplink(new NetworkInterface(2, "eth0"), 0x0242_0a00_0000L + node, 0x0242_0aff_ff01L));
    }
    for (int workload = 0; workload < WORKLOADS; workload++) {
      denials.add(denial(workload));
    }
    for (int pod = 0; pod < PODS; pod++) {
      pods.add(pod(pod));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    for (int workload = 0; workload < WORKLOADS; workload++) {
      Set<Integer> servers = servers(workload, random);
      called.add(
          IntStream.range(0, PODS).filter(pod -> servers.contains(pod % WORKLOADS)).toArray());
    }
  }

  private static Set<Integer> servers(int client, SplittableRandom random) {
    Set<Integer> servers = new HashSet<>();
    while (servers.size() < CALLED) {
      int server = random.nextInt(WORKLOADS);
      if (server != client) {
        servers.add(server);
      }
    }
    return servers;
  }

  static String name(int workload) {
    return NAMES.get(workload % NAMES.size()) + "-" + workload / NAMES.size();
  }

  static String namespace(int workload) {
    return "team-" + workload % NAMESPACES;
  }

  /** Host name of a workload's service. */
  static String host(int workload) {
    return name(workload) + "." + namespace(workload) + ".svc.cluster.local";
  }

  static int port(int workload) {
    return PORTS[workload % PORTS.length];
  }

  private static Pod pod(int number) {
    int workload = number % WORKLOADS;
    int node = number % NODES;
    int onNode = number / NODES;
    String name = "%s-%08x-%05x".formatted(name(workload), workload * 0x9e3779b9, number);
    Endpoint local =
        new Endpoint(
            onNode + 100,
            FIRST_IDENTITY + workload,
            "default",
            namespace(workload),
            labels(workload),
            name,
            "",
            List.of(new Workload(name(workload), "Deployment")));
    Endpoint remote =
        new Endpoint(
            0,
            local.identity(),
            local.clusterName(),
            local.namespace(),
            local.labels(),
            name,
            "",
            List.of());
    return new Pod(
        node,
        workload,
        local,
        remote,
        IpAddress.ofV4(10 << 24 | node << 16 | onNode),
        new NetworkInterface(10 + onNode, "lxc" + Integer.toHexString(0x10000 + number)),
        0x0a00_0000_0000L + number,
        0x0a00_0001_0000L + number);
  }

  private static List<String> labels(int workload) {
    List<String> labels = new ArrayList<>();
    labels.add("k8s:app=" + name(workload));
    labels.add("k8s:io.kubernetes.pod.namespace=" + namespace(workload));
    IntStream.range(0, 8)
        .forEach(i -> labels.add("k8s:label-" + i + "=value-" + workload % (i + 7)));
    labels.sort(null);
    return labels;
  }

  private static PolicyAttribution denial(int workload) {
    PolicyRef policy =
        new PolicyRef(
            "CiliumNetworkPolicy", namespace(workload), "closed-" + workload, List.of(), 3);
    return new PolicyAttribution(TrafficDirection.INGRESS, false, List.of(policy), List.of());
  }
}
