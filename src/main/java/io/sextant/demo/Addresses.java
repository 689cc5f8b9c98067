package io.sextant.demo;

import io.sextant.flow.IpAddress;

/** The address plan: a pod pool in each family, the node, and an outside world. */
final class Addresses {
  static final String POD_POOL_V4 = "10.42.0.0/24";
  static final String POD_POOL_V6 = "fd42::/64";

  /** The node's own addresses, also the pods' gateway. */
  static final IpAddress NODE_V4 = IpAddress.parse("10.42.0.1");

  static final IpAddress NODE_V6 = IpAddress.parse("fd42::1");

  /** The node on the outside's network. */
  static final IpAddress UPLINK_V4 = IpAddress.parse("198.51.100.1");

  static final IpAddress UPLINK_V6 = IpAddress.parse("2001:db8:5::1");

  /** Documentation addresses (RFC 5737, RFC 3849) of the world outside. */
  static final IpAddress VISITOR_V4 = IpAddress.parse("198.51.100.10");

  static final IpAddress VISITOR_V6 = IpAddress.parse("2001:db8:5::10");
  static final IpAddress ACQUIRER = IpAddress.parse("198.51.100.20");
  static final IpAddress TRACKER = IpAddress.parse("198.51.100.40");
  static final IpAddress SCANNER = IpAddress.parse("198.51.100.66");

  /** Where clouds hand out credentials; a policy denies it to all. */
  static final IpAddress METADATA = IpAddress.parse("169.254.169.254");

  static final int FIRST_POD = 10;
  static final int LAST_POD = 250;

  private static final int POOL_V4 = 10 << 24 | 42 << 16;
  private static final long POOL_V6_HIGH = 0xfd42L << 48;

  private Addresses() {}

  static IpAddress podV4(int number) {
    return IpAddress.ofV4(POOL_V4 | number);
  }

  static IpAddress podV6(int number) {
    return new IpAddress(POOL_V6_HIGH, number);
  }
}
