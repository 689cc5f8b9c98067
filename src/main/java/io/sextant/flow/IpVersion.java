package io.sextant.flow;

/**
 * Version of the IP header, if there was one. Ordinals are the numbers of {@code flow.IPVersion} in
 * Hubble's API.
 */
public enum IpVersion {
  IP_NOT_USED,
  IPv4,
  IPv6
}
