package io.sextant.decode;

/** IP headers of both versions. */
final class IpLayers {
  private static final int V4_HEADER = 20;
  private static final int V6_HEADER = 40;
  private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3fff;
  private static final int HOP_BY_HOP = 0;
  private static final int PAD1 = 0;
  private static final int JUMBO = 0xc2;
  private static final int JUMBO_MIN = 0x10000;

  private final Packet packet;

  IpLayers(Packet packet) {
    this.packet = packet;
  }

  /** RFC 791. A total length of 0 stands for all that is left (segmentation offload). */
  Layer v4(Cursor cursor) {
    int left = cursor.left();
    if (left < V4_HEADER) {
      return Layer.REFUSED;
    }
    int header = (cursor.u8(0) & 0x0f) * 4;
    int total = cursor.u16(2);
    if (total == 0) {
      total = left & 0xffff;
    }
    boolean consistent = total >= V4_HEADER && header >= V4_HEADER && header <= total;
    if (!consistent || header > left || !v4Options(cursor, header)) {
      return Layer.REFUSED;
    }
    packet.ipV4(cursor.i32(12), cursor.i32(16));
    boolean fragment = (cursor.u16(6) & MORE_FRAGMENTS_OR_OFFSET) != 0;
    int protocol = cursor.u8(9);
    cursor.limit(total);
    cursor.skip(header);
    return fragment ? Layer.NONE : Layer.ofIpProtocol(protocol);
  }

  private static boolean v4Options(Cursor cursor, int header) {
    int at = V4_HEADER;
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
      if (length <= 2 || length > header - at) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** RFC 8200. A hop-by-hop header counts as part of the IPv6 header. */
  Layer v6(Cursor cursor) {
    if (cursor.left() < V6_HEADER) {
      return Layer.REFUSED;
    }
    int length = cursor.u16(4);
    int next = cursor.u8(6);
    packet.ipV6(cursor.data(), cursor.position() + 8);
    cursor.skip(V6_HEADER);
    if (next == HOP_BY_HOP) {
      return hopByHop(cursor, length);
    }
    if (length == 0) {
      return Layer.REFUSED;
    }
    cursor.limit(length);
    return Layer.ofIpProtocol(next);
  }

  private static Layer hopByHop(Cursor cursor, int payloadLength) {
    int left = cursor.left();
    if (left < 2 || left < cursor.u8(1) * 8 + 8) {
      return Layer.REFUSED;
    }
    int header = cursor.u8(1) * 8 + 8;
    long jumbo = jumboLength(cursor, header);
    boolean hasJumbo = jumbo > 0;
    if (jumbo < 0 || hasJumbo != (payloadLength == 0)) {
      return Layer.REFUSED;
    }
    Layer next = Layer.ofIpProtocol(cursor.u8(0));
    if (!hasJumbo) {
      cursor.skip(header);
      cursor.limit(payloadLength);
    }
    // With a jumbo length the next header is read at the place of this one, as Hubble does.
    return next;
  }

  /** The first jumbo length (RFC 2675); 0 without one, -1 when the options are malformed. */
  private static long jumboLength(Cursor cursor, int header) {
    long jumbo = 0;
    int at = 2;
    while (at < header) {
      int left = cursor.left() - at;
      if (left < 2) {
        return -1;
      }
      int kind = cursor.u8(at);
      int length = kind == PAD1 ? 1 : cursor.u8(at + 1) + 2;
      if (left < length) {
        return -1;
      }
      if (kind == JUMBO && jumbo == 0) {
        jumbo = length == 6 ? Integer.toUnsignedLong(cursor.i32(at + 2)) : -1;
        if (jumbo < JUMBO_MIN) {
          return -1;
        }
      }
      at += length;
    }
    return jumbo;
  }
}
