package io.sextant.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of security identities that mean the same everywhere, and the scopes of all others.
 *
 * <p>Source: Cilium, {@code pkg/identity/numericidentity.go}.
 */
public final class Identities {
  public static final int UNKNOWN = 0;
  public static final int HOST = 1;
  public static final int WORLD = 2;
  public static final int UNMANAGED = 3;
  public static final int HEALTH = 4;
  public static final int INIT = 5;
  public static final int REMOTE_NODE = 6;
  public static final int KUBE_APISERVER = 7;
  public static final int INGRESS = 8;
  public static final int WORLD_IPV4 = 9;
  public static final int WORLD_IPV6 = 10;

  /** First number that is given out for a set of labels. */
  public static final int FIRST_ALLOCATED = 256;

  private static final int SCOPE_MASK = 0xff000000;
  private static final int SCOPE_CIDR = 0x01000000;

  private static final List<String> RESERVED =
      List.of(
          "unknown",
          "host",
          "world",
          "unmanaged",
          "health",
          "init",
          "remote-node",
          "kube-apiserver",
          "ingress",
          "world-ipv4",
          "world-ipv6");

  private Identities() {}

  /** The name of a reserved identity, {@code unknown} for 0, or null for all others. */
  public static @Nullable String reservedName(int identity) {
    return identity >= 0 && identity < RESERVED.size() ? RESERVED.get(identity) : null;
  }

  /** The number of a reserved identity, or -1. */
  public static int reservedNumber(String name) {
    return RESERVED.indexOf(name);
  }

  /** Whether the number means an address range and is valid on its node only. */
  public static boolean isCidr(int identity) {
    return (identity & SCOPE_MASK) == SCOPE_CIDR;
  }
}
