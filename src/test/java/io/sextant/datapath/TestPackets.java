package io.sextant.datapath;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Ethernet frames for test runs; checksums are left zero, the datapath does not look at them. */
public final class TestPackets {
  static final int FIN = 0x01;
  public static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;

  public static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;

  private static final int DF = 0x4000;

  private TestPackets() {}

  public static byte[] tcp(String source, int sourcePort, String destination, int port, int flags) {
    return ip(source, destination, TCP, tcpSegment(sourcePort, port, flags));
  }

  public static byte[] udp(String source, int sourcePort, String destination, int port) {
    return ip(source, destination, UDP, udpDatagram(sourcePort, port, 32));
  }

  public static byte[] icmp(String source, String destination, int type, int id) {
    int protocol = source.contains(":") ? ICMPV6 : ICMP;
    return ip(source, destination, protocol, icmpMessage(type, id));
  }

  /** An error that quotes a packet, without that one's Ethernet header. */
  static byte[] icmpError(String source, String destination, int type, byte[] quoted) {
    byte[] message = new byte[8 + quoted.length - 14];
    message[0] = (byte) type;
    System.arraycopy(quoted, 14, message, 8, quoted.length - 14);
    return ip(source, destination, source.contains(":") ? ICMPV6 : ICMP, message);
  }

  public static byte[] udpDatagram(int sourcePort, int port, int payload) {
    return ByteBuffer.allocate(8 + payload)
        .putShort((short) sourcePort)
        .putShort((short) port)
        .putShort((short) (8 + payload))
        .array();
  }

  public static byte[] tcpSegment(int sourcePort, int port, int flags) {
    return ByteBuffer.allocate(20)
        .putShort((short) sourcePort)
        .putShort((short) port)
        .putInt(1)
        .putInt(1)
        .put((byte) 0x50)
        .put((byte) flags)
        .array();
  }

  public static byte[] icmpMessage(int type, int id) {
    return ByteBuffer.allocate(40)
        .put((byte) type)
        .put((byte) 0)
        .putShort((short) 0)
        .putShort((short) id)
        .array();
  }

  public static byte[] ip(String source, String destination, int protocol, byte[] payload) {
    return source.contains(":")
        ? ipv6(source, destination, protocol, 64, payload)
        : ipv4(source, destination, protocol, DF, new byte[0], payload);
  }

  /**
   * @param fragment the header's 16 bits: don't fragment 0x4000, more 0x2000, offset in eight bytes
   */
  static byte[] ipv4(
      String source,
      String destination,
      int protocol,
      int fragment,
      byte[] options,
      byte[] payload) {
    int header = 20 + options.length;
    byte[] frame = ethernet(0x0800, header + payload.length);
    ByteBuffer b = ByteBuffer.wrap(frame, 14, frame.length - 14);
    b.put((byte) (0x40 | (header / 4))).put((byte) 0).putShort((short) (header + payload.length));
    b.putShort((short) 77).putShort((short) fragment);
    b.put((byte) 64).put((byte) protocol).putShort((short) 0);
    b.put(address(source)).put(address(destination)).put(options).put(payload);
    return frame;
  }

  static byte[] ipv6(String source, String destination, int next, int hopLimit, byte[] payload) {
    byte[] frame = ethernet(0x86dd, 40 + payload.length);
    ByteBuffer b = ByteBuffer.wrap(frame, 14, frame.length - 14);
    b.putInt(0x60000000).putShort((short) payload.length).put((byte) next).put((byte) hopLimit);
    b.put(address(source)).put(address(destination)).put(payload);
    return frame;
  }

  /** Puts an extension header of so many times eight bytes before a payload. */
  static byte[] extension(int next, int eights, byte[] payload) {
    return ByteBuffer.allocate(eights * 8 + payload.length)
        .put((byte) next)
        .put((byte) (eights - 1))
        .position(eights * 8)
        .put(payload)
        .array();
  }

  static byte[] arp() {
    return ethernet(0x0806, 28);
  }

  static byte[] ethernetOnly(int type) {
    return ethernet(type, 46);
  }

  private static byte[] ethernet(int type, int payload) {
    return ByteBuffer.allocate(14 + payload)
        .put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2})
        .putShort((short) type)
        .array();
  }

  private static byte[] address(String literal) {
    return InetAddress.ofLiteral(literal).getAddress();
  }
}
