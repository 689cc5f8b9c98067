package io.sextant.decode;

/** Headers between a UDP header and the packet that it carries. */
final class TunnelLayers {
  private static final int VXLAN_HEADER = 8;
  private static final int GENEVE_HEADER = 8;

  /** RFC 7348; whether the identifier is marked valid does not matter. */
  Layer vxlan(Cursor cursor) {
    if (cursor.left() < VXLAN_HEADER) {
      return Layer.REFUSED;
    }
    cursor.vni(cursor.i32(4) >>> 8);
    cursor.skip(VXLAN_HEADER);
    return Layer.ETHERNET;
  }

  /** RFC 8926; the version does not matter. */
  Layer geneve(Cursor cursor) {
    if (cursor.left() < GENEVE_HEADER) {
      return Layer.REFUSED;
    }
    int header = geneveOptions(cursor, (cursor.u8(0) & 0x3f) * 4);
    if (header < 0) {
      return Layer.REFUSED;
    }
    Layer inside = PacketDecoder.etherType(cursor.u16(2));
    cursor.vni(cursor.i32(4) >>> 8);
    cursor.skip(header);
    return inside;
  }

  /** Where the inside starts, or -1 when the options do not fit. */
  private static int geneveOptions(Cursor cursor, int length) {
    int at = GENEVE_HEADER;
    int rest = length;
    while (rest > 0) {
      if (cursor.left() - at < 4) {
        return -1;
      }
      int option = (cursor.u8(at + 3) & 0x1f) * 4 + 4;
      if (cursor.left() - at < option) {
        return -1;
      }
      at += option;
      rest -= option;
    }
    return at;
  }
}
