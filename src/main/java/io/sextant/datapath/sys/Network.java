package io.sextant.datapath.sys;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Devices, addresses and routes of one namespace, by rtnetlink; the caller's thread need not be
 * inside. Not for several threads at once.
 */
public final class Network implements AutoCloseable {
  private static final int RTM_GETNSID = 90;
  private static final int NETNSA_NSID = 1;
  private static final int NETNSA_FD = 3;
  private static final int RTGENMSG = 4;

  private final RouteSocket socket;

  private Network(RouteSocket socket) {
    this.socket = socket;
  }

  /** From a platform thread, which is inside for a moment. */
  public static Network of(NetworkNamespace namespace) throws IOException {
    return namespace.<Network, SystemCallException>call(() -> new Network(RouteSocket.open()));
  }

  public List<Link> links() throws SystemCallException {
    return Link.all(socket);
  }

  public Optional<Link> link(String name) throws SystemCallException {
    return Link.named(socket, name);
  }

  /** Makes a veth pair with one end here and the other in another namespace; both are down. */
  public void addPair(Link.End here, Link.End there, NetworkNamespace namespace, int mtu)
      throws SystemCallException {
    Link.addPair(socket, here, there, namespace, mtu);
  }

  public void start(Link link) throws SystemCallException {
    Link.start(socket, link);
  }

  /**
   * Starts a device whose neighbours are all permanent entries: no ARP, no address of its own
   * making.
   *
   * @param ipv6 whether the device speaks IPv6
   */
  public void startQuietly(Link link, boolean ipv6) throws SystemCallException {
    Link.startQuietly(socket, link, ipv6);
  }

  /** Takes a device away, and a pair with both its ends. */
  public void delete(Link link) throws SystemCallException {
    Link.delete(socket, link);
  }

  public List<DeviceAddress> addresses() throws SystemCallException {
    return DeviceAddress.all(socket);
  }

  public void add(DeviceAddress address) throws SystemCallException {
    DeviceAddress.add(socket, address);
  }

  /** Those of the main table. */
  public List<Route> routes() throws SystemCallException {
    return Route.all(socket);
  }

  public void add(Route route) throws SystemCallException {
    Route.add(socket, route);
  }

  public void add(Neighbour neighbour) throws SystemCallException {
    Neighbour.add(socket, neighbour);
  }

  /** The id by which this namespace knows another, as {@link Link#peerNamespace} tells it. */
  public OptionalInt idOf(NetworkNamespace other) throws SystemCallException {
    RouteMessage message =
        new RouteMessage(RTM_GETNSID, 0).u32(0).number(NETNSA_FD, other.number());
    return socket.query("identify namespace " + other.name(), message, RTGENMSG).stream()
        .mapToInt(answer -> answer.number(NETNSA_NSID, Link.SAME_NAMESPACE))
        .filter(id -> id != Link.SAME_NAMESPACE)
        .findFirst();
  }

  @Override
  public void close() {
    socket.close();
  }
}
