package io.sextant.datapath.sys;

import java.net.InetAddress;
import java.util.List;

/**
 * An address that a device has.
 *
 * @param length leading bits that it shares with its network
 * @param device number of the device
 */
public record DeviceAddress(InetAddress address, int length, int device) {
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;

  /** {@code struct ifaddrmsg}. */
  private static final int IFADDRMSG = 8;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;

  /** No look for others that have it: the caller knows that there are none. */
  private static final int IFA_F_NODAD = 0x02;

  /** One address alone. */
  public static DeviceAddress of(InetAddress address, int device) {
    return new DeviceAddress(address, address.getAddress().length * Byte.SIZE, device);
  }

  static void add(RouteSocket socket, DeviceAddress given) throws SystemCallException {
    byte[] bytes = given.address.getAddress();
    socket.request(
        "add the address " + given.address.getHostAddress(),
        new RouteMessage(RTM_NEWADDR, RouteMessage.CREATE | RouteMessage.EXCLUSIVE)
            .u8(Neighbour.family(given.address), given.length, 0, 0)
            .u32(given.device)
            .bytes(IFA_LOCAL, bytes)
            .bytes(IFA_ADDRESS, bytes)
            .number(IFA_FLAGS, IFA_F_NODAD));
  }

  /** Of all devices, both families. */
  static List<DeviceAddress> all(RouteSocket socket) throws SystemCallException {
    RouteMessage message = new RouteMessage(RTM_GETADDR, RouteMessage.DUMP).u32(0, 0);
    return socket.query("list addresses", message, IFADDRMSG).stream()
        .filter(answer -> answer.has(IFA_LOCAL) || answer.has(IFA_ADDRESS))
        .map(DeviceAddress::read)
        .toList();
  }

  private static DeviceAddress read(RouteAnswer answer) {
    byte[] bytes = answer.bytes(answer.has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS);
    return new DeviceAddress(Route.address(bytes), answer.u8(1), answer.u32(4));
  }
}
