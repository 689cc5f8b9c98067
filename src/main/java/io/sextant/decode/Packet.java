package io.sextant.decode;

import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Headers of one packet. Of nested headers the innermost counts; around a tunnel's inside there is
 * {@link #tunnel()}. Filled anew for every sample.
 */
public final class Packet {
  private long sourceMac;
  private long destinationMac;
  private IpVersion ipVersion = IpVersion.IP_NOT_USED;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private L4Protocol protocol = L4Protocol.NONE;
  private int first;
  private int second;
  private int third;
  private @Nullable Tunnel tunnel;

  Packet() {
    clear();
  }

  void clear() {
    clearLayers();
    tunnel = null;
  }

  private void clearLayers() {
    sourceMac = Flow.NO_MAC;
    destinationMac = Flow.NO_MAC;
    ipVersion = IpVersion.IP_NOT_USED;
    protocol = L4Protocol.NONE;
    first = 0;
    second = 0;
    third = 0;
  }

  void ethernet(long source, long destination) {
    sourceMac = source;
    destinationMac = destination;
  }

  void ipV4(int source, int destination) {
    ipVersion = IpVersion.IPv4;
    sourceHigh = 0;
    sourceLow = IpAddress.v4Low(source);
    destinationHigh = 0;
    destinationLow = IpAddress.v4Low(destination);
  }

  void ipV6(byte[] data, int source) {
    ipVersion = IpVersion.IPv6;
    sourceHigh = Wire.i64be(data, source);
    sourceLow = Wire.i64be(data, source + 8);
    destinationHigh = Wire.i64be(data, source + 16);
    destinationLow = Wire.i64be(data, source + 24);
  }

  void l4(L4Protocol protocol, int first, int second, int third) {
    this.protocol = protocol;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /** What was decoded so far becomes the outside of a tunnel. */
  Tunnel enterTunnel(Tunnel.Protocol kind) {
    Tunnel outside =
        new Tunnel(
            kind,
            0,
            ipVersion,
            hasIp() ? new IpAddress(sourceHigh, sourceLow) : null,
            hasIp() ? new IpAddress(destinationHigh, destinationLow) : null,
            l4());
    clearLayers();
    return outside;
  }

  void tunnel(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  private L4 l4() {
    return protocol == L4Protocol.UDP ? new L4.Udp(first, second) : L4.NONE;
  }

  public boolean hasEthernet() {
    return sourceMac != Flow.NO_MAC;
  }

  /** 48 bits, or {@code Flow.NO_MAC}. */
  public long sourceMac() {
    return sourceMac;
  }

  /** 48 bits, or {@code Flow.NO_MAC}. */
  public long destinationMac() {
    return destinationMac;
  }

  public boolean hasIp() {
    return ipVersion != IpVersion.IP_NOT_USED;
  }

  public IpVersion ipVersion() {
    return ipVersion;
  }

  /** See {@code flow.IpAddress}; meaningful with {@link #hasIp()}. */
  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  public L4Protocol protocol() {
    return protocol;
  }

  /** Source port, or type of a message. */
  public int first() {
    return first;
  }

  /** Destination port, code of an ICMP message, VRRP router, or IGMP group. */
  public int second() {
    return second;
  }

  /** TCP flags, or VRRP priority. */
  public int third() {
    return third;
  }

  /** The outer headers when this is the inside of a tunnel, or null. */
  public @Nullable Tunnel tunnel() {
    return tunnel;
  }
}
