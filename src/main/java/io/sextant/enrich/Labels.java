package io.sextant.enrich;

import io.sextant.flow.Identities;
import java.util.ArrayList;
import java.util.List;

/** Labels of identities, {@code source:key=value} or {@code source:key}, as flows show them. */
public final class Labels {
  private static final String CLUSTER = "io.cilium.k8s.policy.cluster";
  private static final String CIDR = "cidr:";

  private Labels() {}

  public static List<String> sorted(List<String> labels) {
    return labels.stream().sorted().toList();
  }

  /**
   * Sorted; of an identity that stands for an address range, only the label of the narrowest range
   * is left, and none of a range that holds every address.
   */
  public static List<String> shown(int identity, List<String> labels) {
    return sorted(Identities.isCidr(identity) ? narrowest(labels) : labels);
  }

  /** The cluster that the labels tell, or empty. */
  public static String cluster(List<String> labels) {
    for (String label : labels) {
      int key = label.indexOf(':') + 1;
      if (label.startsWith(CLUSTER, key) && label.startsWith("=", key + CLUSTER.length())) {
        return label.substring(key + CLUSTER.length() + 1);
      }
    }
    return "";
  }

  private static List<String> narrowest(List<String> labels) {
    List<String> kept = new ArrayList<>();
    String narrowest = "";
    int bits = 0;
    for (String label : labels) {
      if (!label.startsWith(CIDR)) {
        kept.add(label);
        continue;
      }
      int length = prefixLength(label.substring(CIDR.length()));
      if (length > bits) {
        narrowest = label;
        bits = length;
      }
    }
    if (bits > 0) {
      kept.add(narrowest);
    }
    return kept;
  }

  /** Length of a prefix in which dashes stand for colons; -1 when it is none. */
  private static int prefixLength(String prefix) {
    int slash = prefix.indexOf('/');
    if (slash < 0) {
      return -1;
    }
    String address = prefix.substring(0, slash).replace('-', ':');
    String length = prefix.substring(slash + 1);
    boolean number =
        !length.isEmpty()
            && length.length() <= 3
            && length.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number || io.sextant.flow.IpAddress.parseOrNull(address) == null) {
      return -1;
    }
    int bits = Integer.parseInt(length);
    return bits <= (address.indexOf(':') < 0 ? 32 : 128) ? bits : -1;
  }
}
