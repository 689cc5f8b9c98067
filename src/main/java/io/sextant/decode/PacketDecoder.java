package io.sextant.decode;

import io.sextant.flow.L4Protocol;
import io.sextant.flow.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Walks the headers of a captured packet from the link to the transport layer.
 *
 * <p>Stops without complaint at a header that flows do not show (ARP, VLAN tags, fragments, IPv6
 * extensions but hop-by-hop), and refuses the packet when a header that they show is cut off or
 * contradicts itself. Captures are cut at some length, so lengths that reach beyond the end are
 * fine. What is accepted, and which of nested headers counts, is what Hubble's decoder does.
 */
final class PacketDecoder {
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_BRIDGING = 0x6558;
  private static final int ETHERTYPE_IPV6 = 0x86dd;

  private final Packet packet;
  private final IpLayers ip;
  private final TransportLayers transport;
  private final TunnelLayers tunnels = new TunnelLayers();
  private final Cursor cursor = new Cursor();

  PacketDecoder(Packet packet) {
    this.packet = packet;
    this.ip = new IpLayers(packet);
    this.transport = new TransportLayers(packet);
  }

  /**
   * Fills the packet from {@code data[from, to)}.
   *
   * @param flags see {@link ClassifierFlags}
   * @return null when all is well
   */
  @Nullable Refusal decode(byte[] data, int from, int to, int flags) {
    if (from >= to) {
      packet.clear();
      return null;
    }
    start(data, from, to);
    if (!walk(firstLayer(flags))) {
      return Refusal.MALFORMED_PACKET;
    }
    Tunnel.Protocol kind = tunnel(flags);
    return kind == Tunnel.Protocol.UNKNOWN ? null : overlay(kind);
  }

  /** Puts the cursor before the first header; {@link #step} goes on from there. */
  Cursor start(byte[] data, int from, int to) {
    packet.clear();
    cursor.start(data, from, to);
    return cursor;
  }

  static Layer firstLayer(int flags) {
    if ((flags & ClassifierFlags.L3_DEVICE) == 0) {
      return Layer.ETHERNET;
    }
    return (flags & ClassifierFlags.IPV6) != 0 ? Layer.IPV6 : Layer.IPV4;
  }

  /** The kind of tunnel that the flags speak of; VXLAN wins. */
  static Tunnel.Protocol tunnel(int flags) {
    if ((flags & ClassifierFlags.VXLAN) != 0) {
      return Tunnel.Protocol.VXLAN;
    }
    return (flags & ClassifierFlags.GENEVE) != 0 ? Tunnel.Protocol.GENEVE : Tunnel.Protocol.UNKNOWN;
  }

  /** Goes on with what is in the UDP payload; all that was outside of it goes into the tunnel. */
  private @Nullable Refusal overlay(Tunnel.Protocol kind) {
    if (packet.protocol() != L4Protocol.UDP) {
      return Refusal.MALFORMED_OVERLAY;
    }
    Tunnel outside = packet.enterTunnel(kind);
    if (!walk(enter(kind))) {
      return Refusal.MALFORMED_OVERLAY;
    }
    packet.tunnel(outside.withVni(cursor.vni()));
    return null;
  }

  /** What the UDP header of the last packet carries, as far as it was captured. */
  Cursor udpPayload() {
    cursor.toUdpPayload();
    return cursor;
  }

  /** Puts the cursor into the UDP payload, before the returned header. */
  Layer enter(Tunnel.Protocol kind) {
    cursor.enter(kind);
    return kind == Tunnel.Protocol.VXLAN ? Layer.VXLAN : Layer.GENEVE;
  }

  /** False when a header was refused. The first layer must be there, later ones may be missing. */
  private boolean walk(Layer first) {
    Layer layer = first;
    do {
      layer = step(layer);
    } while (layer != Layer.NONE && layer != Layer.REFUSED && !cursor.atEnd());
    return layer != Layer.REFUSED;
  }

  /** Takes one header in and says which is next. */
  Layer step(Layer layer) {
    return switch (layer) {
      case ETHERNET -> ethernet();
      case IPV4 -> ip.v4(cursor);
      case IPV6 -> ip.v6(cursor);
      case TCP -> transport.tcp(cursor);
      case UDP -> transport.udp(cursor);
      case SCTP -> transport.sctp(cursor);
      case ICMPV4 -> transport.icmpV4(cursor);
      case ICMPV6 -> transport.icmpV6(cursor);
      case VRRP -> transport.vrrp(cursor);
      case IGMP -> transport.igmp(cursor);
      case VXLAN -> tunnels.vxlan(cursor);
      case GENEVE -> tunnels.geneve(cursor);
      case NONE, REFUSED -> layer;
    };
  }

  private Layer ethernet() {
    if (cursor.left() < 14) {
      return Layer.REFUSED;
    }
    long destination = cursor.i64(0) >>> 16;
    long source = cursor.i64(4) & 0xffff_ffff_ffffL;
    packet.ethernet(source, destination);
    int type = cursor.u16(12);
    cursor.skip(14);
    return etherType(type);
  }

  static Layer etherType(int type) {
    return switch (type) {
      case ETHERTYPE_IPV4 -> Layer.IPV4;
      case ETHERTYPE_IPV6 -> Layer.IPV6;
      case ETHERTYPE_BRIDGING -> Layer.ETHERNET;
      default -> Layer.NONE;
    };
  }
}
