package io.sextant.demo;

import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The wires: a namespace that plays the node, one for the world outside, one per pod.
 *
 * <pre>
 *   pod frontend-…  eth0 ── lxc10 ┐
 *   pod cart-…      eth0 ── lxc11 ┤ node  10.42.0.1, fd42::1   uplink ── eth0  world 198.51.100.0/24
 *   …                             ┘ routes
 * </pre>
 *
 * Neighbours are permanent entries, so no ARP or neighbour discovery disturbs the picture. Callers
 * serialise their calls; the traffic needs none of them.
 */
final class ShopNetwork implements AutoCloseable {
  /** Has a line per address when the kernel speaks IPv6, and Java asks it the same question. */
  private static final Path IPV6_ADDRESSES = Path.of("/proc/net/if_inet6");

  private final String prefix;
  private final boolean ipv6;
  private final List<String> podNamespaces = new CopyOnWriteArrayList<>();

  private ShopNetwork(String prefix, boolean ipv6) {
    this.prefix = prefix;
    this.ipv6 = ipv6;
  }

  /** Makes the node and the world; on failure nothing is left. */
  static ShopNetwork create(String prefix) throws IOException {
    ShopNetwork network = new ShopNetwork(prefix, speaksIpv6());
    try {
      IpRoute.batch(
          List.of("netns add " + network.nodeNamespace(), "netns add " + network.worldNamespace()));
      network.forward();
      network.wireNode();
      network.wireWorld();
      return network;
    } catch (IOException | RuntimeException e) {
      Closing.after(e, network::close);
      throw e;
    }
  }

  private static boolean speaksIpv6() throws IOException {
    return Files.exists(IPV6_ADDRESSES) && !Files.readString(IPV6_ADDRESSES).isEmpty();
  }

  String nodeNamespace() {
    return prefix + "-node";
  }

  String worldNamespace() {
    return prefix + "-world";
  }

  String namespace(PodPlan pod) {
    return prefix + "-" + pod.namespaceSuffix();
  }

  boolean hasIpv6() {
    return ipv6;
  }

  /** Makes pods' namespaces, devices, addresses and routes. */
  void add(List<PodPlan> pods) throws IOException {
    pods.forEach(pod -> podNamespaces.add(namespace(pod)));
    IpRoute.batch(pods.stream().map(pod -> "netns add " + namespace(pod)).toList());
    List<String> onNode = new ArrayList<>();
    pods.forEach(pod -> onNode.addAll(nodeSide(pod)));
    IpRoute.batchIn(nodeNamespace(), onNode);
    for (PodPlan pod : pods) {
      IpRoute.batchIn(namespace(pod), podSide(pod));
    }
  }

  /** Takes a pod's namespace and with it both ends of its veth pair away. */
  void remove(PodPlan pod) throws IOException {
    IpRoute.batchAsFarAsPossible(
        List.of(
            "-n " + nodeNamespace() + " link delete " + pod.hostDevice(),
            "netns delete " + namespace(pod)));
    podNamespaces.remove(namespace(pod));
  }

  @Override
  public void close() throws IOException {
    List<String> commands = new ArrayList<>();
    podNamespaces.forEach(name -> commands.add("netns delete " + name));
    commands.add("netns delete " + worldNamespace());
    commands.add("netns delete " + nodeNamespace());
    IpRoute.batchAsFarAsPossible(commands);
  }

  private void forward() throws IOException {
    try (NetworkNamespace node = NetworkNamespace.open(nodeNamespace())) {
      node.call(() -> {
        Files.writeString(Path.of("/proc/sys/net/ipv4/conf/all/forwarding"), "1");
        if (ipv6) {
          Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "1");
        }
        return null;
      });
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot switch forwarding on in namespace %s (%s): make /proc/sys writable, as in a privileged container"
              .formatted(nodeNamespace(), e.getReason()),
          e);
    }
  }

  private void wireNode() throws IOException {
    List<String> commands = new ArrayList<>();
    commands.add("link set lo up");
    commands.add(address(Addresses.NODE_V4, 32, "lo"));
    commands.addAll(veth("uplink", mac(0, 1), worldNamespace(), mac(0, 2)));
    commands.add(address(Addresses.UPLINK_V4, 24, "uplink"));
    for (IpAddress outside :
        List.of(Addresses.VISITOR_V4, Addresses.ACQUIRER, Addresses.TRACKER, Addresses.SCANNER)) {
      commands.add(neighbour(outside, mac(0, 2), "uplink"));
    }
    if (ipv6) {
      commands.add(address(Addresses.NODE_V6, 128, "lo"));
      commands.add(address(Addresses.UPLINK_V6, 64, "uplink"));
      commands.add(neighbour(Addresses.VISITOR_V6, mac(0, 2), "uplink"));
    }
    IpRoute.batchIn(nodeNamespace(), commands);
  }

  private void wireWorld() throws IOException {
    List<String> commands = new ArrayList<>(endUp());
    for (IpAddress own :
        List.of(Addresses.VISITOR_V4, Addresses.ACQUIRER, Addresses.TRACKER, Addresses.SCANNER)) {
      commands.add(address(own, 24, "eth0"));
    }
    commands.add(neighbour(Addresses.UPLINK_V4, mac(0, 1), "eth0"));
    commands.add("route add " + Addresses.POD_POOL_V4 + " via " + Addresses.UPLINK_V4);
    if (ipv6) {
      commands.add(address(Addresses.VISITOR_V6, 64, "eth0"));
      commands.add(neighbour(Addresses.UPLINK_V6, mac(0, 1), "eth0"));
      commands.add("route add " + Addresses.POD_POOL_V6 + " via " + Addresses.UPLINK_V6);
    }
    IpRoute.batchIn(worldNamespace(), commands);
  }

  private List<String> nodeSide(PodPlan pod) {
    String device = pod.hostDevice();
    String podMac = mac(pod.number(), 2);
    List<String> commands =
        new ArrayList<>(veth(device, mac(pod.number(), 1), namespace(pod), podMac));
    commands.add("route add " + pod.ipv4() + " dev " + device + " src " + Addresses.NODE_V4);
    commands.add(neighbour(pod.ipv4(), podMac, device));
    if (ipv6) {
      commands.add("route add " + pod.ipv6() + " dev " + device + " src " + Addresses.NODE_V6);
      commands.add(neighbour(pod.ipv6(), podMac, device));
    }
    return commands;
  }

  private List<String> podSide(PodPlan pod) {
    List<String> commands = new ArrayList<>(endUp());
    String nodeMac = mac(pod.number(), 1);
    commands.add(address(pod.ipv4(), 32, "eth0"));
    commands.add("route add " + Addresses.NODE_V4 + " dev eth0");
    commands.add("route add default via " + Addresses.NODE_V4);
    commands.add(neighbour(Addresses.NODE_V4, nodeMac, "eth0"));
    if (ipv6) {
      commands.add(address(pod.ipv6(), 128, "eth0"));
      commands.add("route add " + Addresses.NODE_V6 + " dev eth0");
      commands.add("route add default via " + Addresses.NODE_V6);
      commands.add(neighbour(Addresses.NODE_V6, nodeMac, "eth0"));
    }
    return commands;
  }

  private static List<String> veth(
      String device, String mac, String peerNamespace, String peerMac) {
    return List.of(
        "link add %s address %s type veth peer name eth0 address %s netns %s"
            .formatted(device, mac, peerMac, peerNamespace),
        "link set " + device + " arp off addrgenmode none",
        "link set " + device + " up");
  }

  private static List<String> endUp() {
    return List.of("link set lo up", "link set eth0 arp off addrgenmode none", "link set eth0 up");
  }

  private static String address(IpAddress address, int prefixLength, String device) {
    return "address add "
        + address
        + "/"
        + prefixLength
        + " dev "
        + device
        + (address.isV4() ? "" : " nodad");
  }

  private static String neighbour(IpAddress address, String mac, String device) {
    return "neigh add " + address + " lladdr " + mac + " dev " + device + " nud permanent";
  }

  /** Locally administered, one pair per pod: side 1 is the node's, side 2 the pod's. */
  private static String mac(int number, int side) {
    return String.format(Locale.ROOT, "02:5e:00:00:%02x:%02x", number, side);
  }
}
