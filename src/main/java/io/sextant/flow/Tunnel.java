package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/**
 * The outer packet of an encapsulated one.
 *
 * @param vni virtual network identifier, 24 bits
 * @param outerSource null when the outer packet has no IP header
 */
public record Tunnel(
    Protocol protocol,
    int vni,
    IpVersion outerIpVersion,
    @Nullable IpAddress outerSource,
    @Nullable IpAddress outerDestination,
    L4 outerL4) {

  /** Ordinals are the numbers of {@code flow.Tunnel.Protocol} in Hubble's API. */
  public enum Protocol {
    UNKNOWN,
    VXLAN,
    GENEVE
  }

  public Tunnel withVni(int number) {
    return new Tunnel(protocol, number, outerIpVersion, outerSource, outerDestination, outerL4);
  }
}
