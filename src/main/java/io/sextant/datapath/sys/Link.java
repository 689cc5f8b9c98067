package io.sextant.datapath.sys;

import java.util.List;
import java.util.Optional;

/**
 * A network device as rtnetlink tells of it.
 *
 * @param index its number in its namespace
 * @param kind as in {@code veth}, empty for a real device
 * @param mtu in bytes
 * @param peerIndex number of the other end in its namespace, 0 without one
 * @param peerNamespace the id that this namespace knows the other end's by, or {@link
 *     #SAME_NAMESPACE}
 */
public record Link(
    int index,
    String name,
    String kind,
    MacAddress mac,
    int mtu,
    boolean up,
    int peerIndex,
    int peerNamespace) {
  /** Both ends are in one namespace, or there is only one. */
  public static final int SAME_NAMESPACE = -1;

  private static final int MAC_LENGTH = 6;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_SETLINK = 19;
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_DELLINK = 17;

  /** {@code struct ifinfomsg}: family, type, index, flags, change. */
  private static final int IFINFOMSG = 16;

  private static final int IFF_UP = 0x1;
  private static final int IFF_NOARP = 0x80;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_AF_SPEC = 26;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int IFLA_LINK_NETNSID = 37;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;
  private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
  private static final int ADDR_GEN_MODE_NONE = 1;
  private static final int AF_INET6 = 10;

  /** One end of a pair that is to be. */
  public record End(String name, MacAddress mac) {}

  static List<Link> all(RouteSocket socket) throws SystemCallException {
    RouteMessage message = message(RTM_GETLINK, RouteMessage.DUMP, 0, 0, 0);
    return socket.query("list network devices", message, IFINFOMSG).stream()
        .map(Link::read)
        .toList();
  }

  static Optional<Link> named(RouteSocket socket, String name) throws SystemCallException {
    RouteMessage message = message(RTM_GETLINK, 0, 0, 0, 0).text(IFLA_IFNAME, name);
    try {
      return socket.query("find network device " + name, message, IFINFOMSG).stream()
          .map(Link::read)
          .findFirst();
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Makes a veth pair with one end here and the other in a namespace that may be another. */
  static void addPair(RouteSocket socket, End here, End there, NetworkNamespace namespace, int mtu)
      throws SystemCallException {
    RouteMessage message =
        described(
                message(RTM_NEWLINK, RouteMessage.CREATE | RouteMessage.EXCLUSIVE, 0, 0, 0),
                here,
                mtu)
            .nest(
                IFLA_LINKINFO,
                info ->
                    info.text(IFLA_INFO_KIND, "veth")
                        .nest(
                            IFLA_INFO_DATA,
                            data ->
                                data.nest(
                                    VETH_INFO_PEER,
                                    peer ->
                                        described(peer.u32(0, 0, 0, 0), there, mtu)
                                            .number(IFLA_NET_NS_FD, namespace.number()))));
    socket.request(
        "create the devices %s and %s in %s".formatted(here.name, there.name, namespace.name()),
        message);
  }

  /**
   * Starts a device whose neighbours are all permanent entries: it asks nobody for addresses and
   * gives itself none.
   */
  static void startQuietly(RouteSocket socket, Link link, boolean ipv6) throws SystemCallException {
    String what = "start network device " + link.name;
    if (ipv6) {
      socket.request(
          what,
          message(RTM_SETLINK, 0, link.index, 0, 0)
              .nest(
                  IFLA_AF_SPEC,
                  families ->
                      families.nest(
                          AF_INET6,
                          family ->
                              family.nest(
                                  IFLA_INET6_ADDR_GEN_MODE, mode -> mode.u8(ADDR_GEN_MODE_NONE)))));
    }
    int flags = IFF_UP | IFF_NOARP;
    socket.request(what, message(RTM_NEWLINK, 0, link.index, flags, flags));
  }

  static void start(RouteSocket socket, Link link) throws SystemCallException {
    socket.request(
        "start network device " + link.name, message(RTM_NEWLINK, 0, link.index, IFF_UP, IFF_UP));
  }

  /** Takes a device away, and a pair with both its ends. */
  static void delete(RouteSocket socket, Link link) throws SystemCallException {
    socket.request("delete network device " + link.name, message(RTM_DELLINK, 0, link.index, 0, 0));
  }

  private static RouteMessage message(int type, int flags, int index, int state, int change) {
    return new RouteMessage(type, flags).u32(0, index, state, change);
  }

  private static RouteMessage described(RouteMessage message, End end, int mtu) {
    return message
        .text(IFLA_IFNAME, end.name)
        .bytes(IFLA_ADDRESS, end.mac.toBytes())
        .number(IFLA_MTU, mtu);
  }

  private static Link read(RouteAnswer answer) {
    byte[] mac = answer.bytes(IFLA_ADDRESS);
    return new Link(
        answer.u32(4),
        answer.text(IFLA_IFNAME),
        answer.textIn(IFLA_LINKINFO, IFLA_INFO_KIND),
        mac.length == MAC_LENGTH ? MacAddress.ofBytes(mac) : new MacAddress(0),
        answer.number(IFLA_MTU, 0),
        (answer.u32(8) & IFF_UP) != 0,
        answer.number(IFLA_LINK, 0),
        answer.number(IFLA_LINK_NETNSID, SAME_NAMESPACE));
  }
}
