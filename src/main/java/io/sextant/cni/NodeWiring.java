package io.sextant.cni;

import io.sextant.datapath.sys.DeviceAddress;
import io.sextant.datapath.sys.Link;
import io.sextant.datapath.sys.MacAddress;
import io.sextant.datapath.sys.Neighbour;
import io.sextant.datapath.sys.Network;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.datapath.sys.Route;
import io.sextant.flow.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The wires of pods: a veth pair each, point to point, without a bridge.
 *
 * <pre>
 *   pod   eth0 10.42.0.5/32        default via 169.254.1.1 (fe80::1): permanent neighbour, the
 *          │                       MAC of sxt…
 *   node  sxt…                     10.42.0.5 dev sxt…: permanent neighbour, the MAC of eth0
 * </pre>
 *
 * The gateways are no device's addresses: a packet only needs the MAC of the other end. Calls come
 * from platform threads, of any number.
 */
final class NodeWiring implements AutoCloseable {
  /** What a pod sends everything to, by family; no pod or node has them. */
  static final IpAddress GATEWAY_V4 = IpAddress.parse("169.254.1.1");

  static final IpAddress GATEWAY_V6 = IpAddress.parse("fe80::1");

  private final NetworkNamespace node;
  private final int mtu;

  /**
   * Wires to a node.
   *
   * @param node its namespace; closed with this
   * @param mtu of both ends, in bytes
   */
  NodeWiring(NetworkNamespace node, int mtu) {
    this.node = node;
    this.mtu = mtu;
  }

  int mtu() {
    return mtu;
  }

  /** Switches forwarding on for a family; what is on stays untouched. */
  void forward(boolean v4) throws IOException {
    Path setting = Path.of("/proc/sys/net/%s/conf/all/forwarding".formatted(v4 ? "ipv4" : "ipv6"));
    try {
      node.<IOException>run(() -> {
        if (!Files.readString(setting).strip().equals("1")) {
          Files.writeString(setting, "1");
        }
      });
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot switch %s on (%s): the kernel has no such family, or /proc/sys is not writable"
              .formatted(setting, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Makes the pair with addresses and routes; a failure may leave parts, see {@link #remove}. */
  void create(Attachment attachment) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.at(Path.of(attachment.namespace()));
        Network inside = Network.of(pod);
        Network outside = Network.of(node)) {
      outside.addPair(hostEnd(attachment), podEnd(attachment), pod, mtu);
      Link host = existing(outside, attachment.hostDevice());
      Link own = existing(inside, attachment.id().device());
      boolean ipv6 = attachment.addresses().stream().anyMatch(address -> !address.isV4());
      if (ipv6) {
        allowIpv6(pod, own.name());
      }
      inside.start(existing(inside, "lo"));
      inside.startQuietly(own, ipv6);
      outside.startQuietly(host, ipv6);
      for (IpAddress address : attachment.addresses()) {
        wire(inside, own, host, address);
        outside.add(new Neighbour(address.toInetAddress(), own.mac(), host.index()));
        outside.add(Route.to(address.toInetAddress(), host.index()));
      }
    }
  }

  /** Runtimes switch it off in the namespaces they make. */
  private static void allowIpv6(NetworkNamespace pod, String device) throws IOException {
    Path setting = Path.of("/proc/sys/net/ipv6/conf", device, "disable_ipv6");
    pod.<IOException>run(() -> Files.writeString(setting, "0"));
  }

  private static void wire(Network inside, Link own, Link host, IpAddress address)
      throws IOException {
    InetAddress gateway = gateway(address).toInetAddress();
    inside.add(DeviceAddress.of(address.toInetAddress(), own.index()));
    inside.add(new Neighbour(gateway, host.mac(), own.index()));
    inside.add(Route.everythingBy(gateway, own.index()));
  }

  /** Takes the pair and with it its routes away; no error when it is gone. */
  void remove(Attachment attachment) throws IOException {
    try (Network outside = Network.of(node)) {
      Optional<Link> host = outside.link(attachment.hostDevice());
      if (host.isPresent()) {
        outside.delete(host.get());
      }
    }
  }

  /** What is not as {@link #create} left it; what others added is none of it. */
  List<String> differences(Attachment attachment) throws IOException {
    List<String> found = new ArrayList<>();
    try (NetworkNamespace pod = NetworkNamespace.at(Path.of(attachment.namespace()));
        Network inside = Network.of(pod);
        Network outside = Network.of(node)) {
      Optional<Link> own = inside.link(attachment.id().device());
      Optional<Link> host = outside.link(attachment.hostDevice());
      compare(found, "in the container", podEnd(attachment), own);
      compare(found, "on the node", hostEnd(attachment), host);
      if (own.isPresent() && host.isPresent()) {
        compareAddresses(found, attachment, inside, own.get());
        compareRoutes(found, attachment, inside, own.get(), outside, host.get());
      }
    }
    return found;
  }

  @Override
  public void close() {
    node.close();
  }

  private static void compare(
      List<String> found, String where, Link.End wanted, Optional<Link> real) {
    String device = "device " + wanted.name() + " " + where;
    if (real.isEmpty()) {
      found.add(device + " is missing");
      return;
    }
    if (!real.get().up()) {
      found.add(device + " is down");
    }
    if (!real.get().mac().equals(wanted.mac())) {
      found.add("%s has MAC %s, not %s".formatted(device, real.get().mac(), wanted.mac()));
    }
  }

  private static void compareAddresses(
      List<String> found, Attachment attachment, Network inside, Link own) throws IOException {
    List<DeviceAddress> addresses = inside.addresses();
    for (IpAddress address : attachment.addresses()) {
      if (!addresses.contains(DeviceAddress.of(address.toInetAddress(), own.index()))) {
        found.add("address %s is missing on %s".formatted(address, own.name()));
      }
    }
  }

  private static void compareRoutes(
      List<String> found,
      Attachment attachment,
      Network inside,
      Link own,
      Network outside,
      Link host)
      throws IOException {
    List<Route> insideRoutes = inside.routes();
    List<Route> outsideRoutes = outside.routes();
    for (IpAddress address : attachment.addresses()) {
      InetAddress gateway = gateway(address).toInetAddress();
      if (!insideRoutes.contains(Route.everythingBy(gateway, own.index()))) {
        found.add("the default route by %s is missing".formatted(gateway.getHostAddress()));
      }
      if (!outsideRoutes.contains(Route.to(address.toInetAddress(), host.index()))) {
        found.add("the node's route to %s by %s is missing".formatted(address, host.name()));
      }
    }
  }

  static IpAddress gateway(IpAddress address) {
    return address.isV4() ? GATEWAY_V4 : GATEWAY_V6;
  }

  static Link.End hostEnd(Attachment attachment) {
    return new Link.End(attachment.hostDevice(), MacAddress.local(attachment.id().number("node")));
  }

  static Link.End podEnd(Attachment attachment) {
    return new Link.End(attachment.id().device(), MacAddress.local(attachment.id().number("pod")));
  }

  private static Link existing(Network network, String name) throws IOException {
    return network
        .link(name)
        .orElseThrow(() -> new IOException("network device " + name + " was not there any more"));
  }
}
