package io.sextant.flow;

import java.util.Map;

/**
 * Source files that a drop can come from, by the number in the notification (Cilium, {@code
 * bpf/lib/source_info.h}); those of Sextant's own programs begin at 201 ({@code
 * src/main/bpf/reasons.h}).
 */
public final class DatapathFile {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "bpf_host.c"),
          Map.entry(2, "bpf_lxc.c"),
          Map.entry(3, "bpf_overlay.c"),
          Map.entry(4, "bpf_xdp.c"),
          Map.entry(5, "bpf_sock.c"),
          Map.entry(6, "bpf_network.c"),
          Map.entry(7, "bpf_wireguard.c"),
          Map.entry(101, "drop.h"),
          Map.entry(102, "srv6.h"),
          Map.entry(103, "icmp6.h"),
          Map.entry(104, "nodeport.h"),
          Map.entry(105, "lb.h"),
          Map.entry(106, "mcast.h"),
          Map.entry(107, "ipv4.h"),
          Map.entry(108, "conntrack.h"),
          Map.entry(109, "local_delivery.h"),
          Map.entry(110, "trace.h"),
          Map.entry(111, "encap.h"),
          Map.entry(112, "host_firewall.h"),
          Map.entry(113, "nodeport_egress.h"),
          Map.entry(114, "ipv6.h"),
          Map.entry(115, "classifiers.h"),
          Map.entry(201, "sextant.bpf.c"),
          Map.entry(202, "parse.h"),
          Map.entry(203, "policy.h"),
          Map.entry(204, "connection.h"));

  private static final String[] BY_NUMBER = new String[1 << Byte.SIZE];

  static {
    for (int i = 0; i < BY_NUMBER.length; i++) {
      BY_NUMBER[i] = NAMES.getOrDefault(i, "unknown(" + i + ")");
    }
  }

  private DatapathFile() {}

  public static String name(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : "unknown(" + number + ")";
  }

  /** The number that {@link #name} gave this name to, or 0. */
  public static int number(String name) {
    if (name.matches("unknown\\([0-9]{1,9}\\)")) {
      return Integer.parseInt(name.substring("unknown(".length(), name.length() - 1));
    }
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }
}
