package io.sextant.decode;

import io.sextant.flow.L4Protocol;
import io.sextant.flow.Tunnel;

/** Headers above IP; all but UDP end the walk. */
final class TransportLayers {
  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;
  private static final int SCTP_HEADER = 12;
  private static final int VRRP_ADVERTISEMENT = 1;
  private static final int VXLAN_PORT = 4789;
  private static final int GENEVE_PORT = 6081;

  private final Packet packet;

  TransportLayers(Packet packet) {
    this.packet = packet;
  }

  /** RFC 9293. */
  Layer tcp(Cursor cursor) {
    if (cursor.left() < TCP_HEADER) {
      return Layer.REFUSED;
    }
    int bits = cursor.u16(12);
    int header = (bits >>> 12) * 4;
    boolean fits = header >= TCP_HEADER && header <= cursor.left();
    if (!fits || (header > TCP_HEADER && !tcpOptions(cursor, header))) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.TCP, cursor.u16(0), cursor.u16(2), bits & 0x1ff);
    return Layer.NONE;
  }

  private static boolean tcpOptions(Cursor cursor, int header) {
    int at = TCP_HEADER;
    while (at < header) {
      int kind = cursor.u8(at);
      if (kind == 0) {
        return true;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      if (header - at < 2) {
        return false;
      }
      int length = cursor.u8(at + 1);
      if (length < 2 || length > header - at) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** RFC 768; a length of 0 stands for all that is left (RFC 2675). */
  Layer udp(Cursor cursor) {
    if (cursor.left() < UDP_HEADER) {
      return Layer.REFUSED;
    }
    int length = cursor.u16(4);
    if (length != 0 && length < UDP_HEADER) {
      return Layer.REFUSED;
    }
    int source = cursor.u16(0);
    int destination = cursor.u16(2);
    packet.l4(L4Protocol.UDP, source, destination, 0);
    if (length != 0) {
      cursor.limit(length);
    }
    cursor.skip(UDP_HEADER);
    cursor.udpPayload();
    return nested(cursor.inside(), source, destination);
  }

  /** Inside a tunnel, another one of the same kind is entered by its port. */
  private static Layer nested(Tunnel.Protocol inside, int source, int destination) {
    return switch (inside) {
      case VXLAN -> source == VXLAN_PORT || destination == VXLAN_PORT ? Layer.VXLAN : Layer.NONE;
      case GENEVE ->
          source == GENEVE_PORT || destination == GENEVE_PORT ? Layer.GENEVE : Layer.NONE;
      case UNKNOWN -> Layer.NONE;
    };
  }

  /** RFC 9260. */
  Layer sctp(Cursor cursor) {
    if (cursor.left() < SCTP_HEADER) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.SCTP, cursor.u16(0), cursor.u16(2), 0);
    return Layer.NONE;
  }

  /** RFC 792. */
  Layer icmpV4(Cursor cursor) {
    if (cursor.left() < 8) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.ICMPv4, cursor.u8(0), cursor.u8(1), 0);
    return Layer.NONE;
  }

  /** RFC 4443. */
  Layer icmpV6(Cursor cursor) {
    if (cursor.left() < 4) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.ICMPv6, cursor.u8(0), cursor.u8(1), 0);
    return Layer.NONE;
  }

  /** RFC 3768; version 3 is read like version 2. */
  Layer vrrp(Cursor cursor) {
    if (cursor.left() < 8 || (cursor.u8(0) & 0x0f) != VRRP_ADVERTISEMENT) {
      return Layer.REFUSED;
    }
    int addresses = cursor.u8(3);
    if (addresses < 1 || cursor.left() < 8 + 4 * addresses) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.VRRP, VRRP_ADVERTISEMENT, cursor.u8(1), cursor.u8(2));
    return Layer.NONE;
  }

  /** RFC 2236; version 3 is read like version 2. */
  Layer igmp(Cursor cursor) {
    if (cursor.left() < 8) {
      return Layer.REFUSED;
    }
    packet.l4(L4Protocol.IGMP, cursor.u8(0), cursor.i32(4), 0);
    return Layer.NONE;
  }
}
