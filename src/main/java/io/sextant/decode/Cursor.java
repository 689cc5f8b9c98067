package io.sextant.decode;

import io.sextant.flow.Tunnel;

/** What is left of a packet while its headers are walked. */
final class Cursor {
  private static final byte[] NOTHING = {};

  private byte[] data = NOTHING;
  private int at;
  private int end;
  private int udpAt;
  private int udpEnd;
  private int vni;
  private Tunnel.Protocol inside = Tunnel.Protocol.UNKNOWN;

  void start(byte[] data, int from, int to) {
    this.data = data;
    this.at = from;
    this.end = to;
    this.inside = Tunnel.Protocol.UNKNOWN;
  }

  byte[] data() {
    return data;
  }

  int position() {
    return at;
  }

  int left() {
    return end - at;
  }

  boolean atEnd() {
    return at >= end;
  }

  int u8(int offset) {
    return Wire.u8(data, at + offset);
  }

  int u16(int offset) {
    return Wire.u16be(data, at + offset);
  }

  int i32(int offset) {
    return Wire.i32be(data, at + offset);
  }

  long i64(int offset) {
    return Wire.i64be(data, at + offset);
  }

  void skip(int count) {
    at += count;
  }

  /** Nothing beyond this many bytes from here counts; more than is left changes nothing. */
  void limit(int count) {
    end = Math.min(end, at + count);
  }

  /** From here on is what a UDP header carries. */
  void udpPayload() {
    udpAt = at;
    udpEnd = end;
  }

  /** Back to the UDP payload that was seen last. */
  void toUdpPayload() {
    at = udpAt;
    end = udpEnd;
  }

  /** Goes on inside the UDP payload that was seen last. */
  void enter(Tunnel.Protocol kind) {
    toUdpPayload();
    vni = 0;
    inside = kind;
  }

  /** The kind of tunnel that is being walked through. */
  Tunnel.Protocol inside() {
    return inside;
  }

  void vni(int number) {
    vni = number;
  }

  int vni() {
    return vni;
  }
}
