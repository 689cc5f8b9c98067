package io.sextant.datapath.sys;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A permanent entry that saves asking by ARP or neighbour discovery.
 *
 * @param device number of the device that reaches it
 */
public record Neighbour(InetAddress address, MacAddress mac, int device) {
  static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int RTM_NEWNEIGH = 28;
  private static final int NUD_PERMANENT = 0x80;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  static void add(RouteSocket socket, Neighbour neighbour) throws SystemCallException {
    socket.request(
        "add the neighbour " + neighbour.address.getHostAddress(),
        new RouteMessage(RTM_NEWNEIGH, RouteMessage.CREATE | RouteMessage.REPLACE)
            .u32(family(neighbour.address), neighbour.device)
            .u16(NUD_PERMANENT)
            .u16(0)
            .bytes(NDA_DST, neighbour.address.getAddress())
            .bytes(NDA_LLADDR, neighbour.mac.toBytes()));
  }

  static int family(InetAddress address) {
    return address instanceof Inet4Address ? AF_INET : AF_INET6;
  }
}
