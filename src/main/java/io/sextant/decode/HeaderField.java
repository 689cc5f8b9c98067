package io.sextant.decode;

import io.sextant.flow.IpAddress;
import io.sextant.flow.TcpFlags;
import java.util.HexFormat;
import java.util.List;

/** A field of a packet's header, big endian; the order of the lists is that of the bytes. */
record HeaderField(int length, String name, Form form) {

  /** How a field reads. */
  enum Form {
    NUMBER,
    HEX,
    MAC,
    IP,
    VERSION_AND_LENGTH,
    FRAGMENT,
    TCP_OFFSET_AND_FLAGS
  }

  /** Fields of a header's fixed part; empty for what is no header. */
  static List<HeaderField> of(Layer layer) {
    return switch (layer) {
      case ETHERNET -> ETHERNET;
      case IPV4 -> IPV4;
      case IPV6 -> IPV6;
      case TCP -> TCP;
      case UDP -> UDP;
      case SCTP -> SCTP;
      case ICMPV4, ICMPV6 -> ICMP;
      case VRRP -> VRRP;
      case IGMP -> IGMP;
      case VXLAN -> VXLAN;
      case GENEVE -> GENEVE;
      case NONE, REFUSED -> List.of();
    };
  }

  static String title(Layer layer) {
    return switch (layer) {
      case ETHERNET -> "Ethernet";
      case IPV4 -> "IPv4";
      case IPV6 -> "IPv6";
      case TCP, UDP, SCTP, VRRP, IGMP, VXLAN -> layer.name();
      case ICMPV4 -> "ICMPv4";
      case ICMPV6 -> "ICMPv6";
      case GENEVE -> "Geneve";
      case NONE, REFUSED -> "";
    };
  }

  private static final HeaderField SOURCE_PORT = new HeaderField(2, "source port", Form.NUMBER);
  private static final HeaderField DESTINATION_PORT =
      new HeaderField(2, "destination port", Form.NUMBER);
  private static final HeaderField CHECKSUM = new HeaderField(2, "checksum", Form.HEX);
  private static final HeaderField TYPE = new HeaderField(1, "type", Form.NUMBER);
  private static final HeaderField VNI = new HeaderField(3, "vni", Form.NUMBER);
  private static final HeaderField RESERVED = new HeaderField(1, "reserved", Form.HEX);

  private static final List<HeaderField> ETHERNET =
      List.of(
          new HeaderField(6, "destination", Form.MAC),
          new HeaderField(6, "source", Form.MAC),
          new HeaderField(2, "type", Form.HEX));
  private static final List<HeaderField> IPV4 =
      List.of(
          new HeaderField(1, "version, length", Form.VERSION_AND_LENGTH),
          new HeaderField(1, "type of service", Form.HEX),
          new HeaderField(2, "total length", Form.NUMBER),
          new HeaderField(2, "identification", Form.HEX),
          new HeaderField(2, "fragment", Form.FRAGMENT),
          new HeaderField(1, "time to live", Form.NUMBER),
          new HeaderField(1, "protocol", Form.NUMBER),
          CHECKSUM,
          new HeaderField(4, "source", Form.IP),
          new HeaderField(4, "destination", Form.IP));
  private static final List<HeaderField> IPV6 =
      List.of(
          new HeaderField(4, "version, class, label", Form.HEX),
          new HeaderField(2, "payload length", Form.NUMBER),
          new HeaderField(1, "next header", Form.NUMBER),
          new HeaderField(1, "hop limit", Form.NUMBER),
          new HeaderField(16, "source", Form.IP),
          new HeaderField(16, "destination", Form.IP));
  private static final List<HeaderField> TCP =
      List.of(
          SOURCE_PORT,
          DESTINATION_PORT,
          new HeaderField(4, "sequence", Form.NUMBER),
          new HeaderField(4, "acknowledgement", Form.NUMBER),
          new HeaderField(2, "offset, flags", Form.TCP_OFFSET_AND_FLAGS),
          new HeaderField(2, "window", Form.NUMBER),
          CHECKSUM,
          new HeaderField(2, "urgent", Form.NUMBER));
  private static final List<HeaderField> UDP =
      List.of(SOURCE_PORT, DESTINATION_PORT, new HeaderField(2, "length", Form.NUMBER), CHECKSUM);
  private static final List<HeaderField> SCTP =
      List.of(
          SOURCE_PORT,
          DESTINATION_PORT,
          new HeaderField(4, "verification tag", Form.HEX),
          new HeaderField(4, "checksum", Form.HEX));
  private static final List<HeaderField> ICMP =
      List.of(TYPE, new HeaderField(1, "code", Form.NUMBER), CHECKSUM);
  private static final List<HeaderField> VRRP =
      List.of(
          new HeaderField(1, "version, type", Form.HEX),
          new HeaderField(1, "virtual router", Form.NUMBER),
          new HeaderField(1, "priority", Form.NUMBER),
          new HeaderField(1, "addresses", Form.NUMBER),
          new HeaderField(2, "authentication, interval", Form.HEX),
          CHECKSUM);
  private static final List<HeaderField> IGMP =
      List.of(
          TYPE,
          new HeaderField(1, "response time", Form.NUMBER),
          CHECKSUM,
          new HeaderField(4, "group", Form.IP));
  private static final List<HeaderField> VXLAN =
      List.of(
          new HeaderField(1, "flags", Form.HEX),
          new HeaderField(3, "reserved", Form.HEX),
          VNI,
          RESERVED);
  private static final List<HeaderField> GENEVE =
      List.of(
          new HeaderField(1, "version, options", Form.HEX),
          new HeaderField(1, "flags", Form.HEX),
          new HeaderField(2, "type", Form.HEX),
          VNI,
          RESERVED);

  String text(byte[] data, int at) {
    return switch (form) {
      case NUMBER -> Long.toString(number(data, at));
      case HEX -> "0x" + HexFormat.of().formatHex(data, at, at + length);
      case MAC -> HexFormat.ofDelimiter(":").formatHex(data, at, at + length);
      case IP -> IpAddress.ofBytes(java.util.Arrays.copyOfRange(data, at, at + length)).toString();
      case VERSION_AND_LENGTH ->
          (Wire.u8(data, at) >>> 4) + ", " + (Wire.u8(data, at) & 0x0f) * 4 + " bytes";
      case FRAGMENT -> fragment((int) number(data, at));
      case TCP_OFFSET_AND_FLAGS ->
          (number(data, at) >>> 12) * 4 + " bytes, " + TcpFlags.text((int) number(data, at));
    };
  }

  private static String fragment(int bits) {
    boolean more = (bits & 0x2000) != 0;
    return "offset "
        + (bits & 0x1fff) * 8
        + (more ? ", more follow" : "")
        + ((bits & 0x4000) != 0 ? ", do not fragment" : "");
  }

  private long number(byte[] data, int at) {
    long value = 0;
    for (int i = at; i < at + length; i++) {
      value = (value << 8) | Wire.u8(data, i);
    }
    return value;
  }
}
