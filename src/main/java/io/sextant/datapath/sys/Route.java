package io.sextant.datapath.sys;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unicast route of the main table.
 *
 * @param destination the first address of the range
 * @param length leading bits of the destination that count
 * @param gateway reached through the device without a route of its own; null for what is on the
 *     device itself
 * @param device number of the device
 */
public record Route(
    InetAddress destination, int length, @Nullable InetAddress gateway, int device) {
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_GETROUTE = 26;

  /** {@code struct rtmsg}. */
  private static final int RTMSG = 12;

  private static final int TABLE_MAIN = 254;
  private static final int PROTOCOL_STATIC = 4;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_UNIVERSE = 0;
  private static final int UNICAST = 1;
  private static final int ONLINK = 4;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;

  /** To one address on a device. */
  public static Route to(InetAddress address, int device) {
    return new Route(address, address.getAddress().length * Byte.SIZE, null, device);
  }

  /** To everything of the gateway's family. */
  public static Route everythingBy(InetAddress gateway, int device) {
    return new Route(address(new byte[gateway.getAddress().length]), 0, gateway, device);
  }

  static void add(RouteSocket socket, Route route) throws SystemCallException {
    InetAddress gateway = route.gateway;
    int scope = gateway == null ? SCOPE_LINK : SCOPE_UNIVERSE;
    RouteMessage message =
        new RouteMessage(RTM_NEWROUTE, RouteMessage.CREATE | RouteMessage.EXCLUSIVE)
            .u8(Neighbour.family(route.destination), route.length, 0, 0)
            .u8(TABLE_MAIN, PROTOCOL_STATIC, scope, UNICAST)
            .u32(gateway == null ? 0 : ONLINK)
            .number(RTA_OIF, route.device);
    if (route.length > 0) {
      message.bytes(RTA_DST, route.destination.getAddress());
    }
    if (gateway != null) {
      message.bytes(RTA_GATEWAY, gateway.getAddress());
    }
    socket.request("add a route to " + route.destination.getHostAddress(), message);
  }

  /** All of the main table, both families. */
  static List<Route> all(RouteSocket socket) throws SystemCallException {
    RouteMessage message =
        new RouteMessage(RTM_GETROUTE, RouteMessage.DUMP).u32(0).u8(TABLE_MAIN, 0, 0, 0).u32(0);
    return socket.query("list routes", message, RTMSG).stream()
        .filter(answer -> answer.u8(4) == TABLE_MAIN && answer.u8(7) == UNICAST)
        .map(Route::read)
        .toList();
  }

  private static Route read(RouteAnswer answer) {
    int width = answer.u8(0) == Neighbour.AF_INET ? 4 : 16;
    return new Route(
        address(answer.has(RTA_DST) ? answer.bytes(RTA_DST) : new byte[width]),
        answer.u8(1),
        answer.has(RTA_GATEWAY) ? address(answer.bytes(RTA_GATEWAY)) : null,
        answer.number(RTA_OIF, 0));
  }

  static InetAddress address(byte... bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the kernel told an address of a strange length", e);
    }
  }
}
