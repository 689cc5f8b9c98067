package io.sextant.agent;

import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.enrich.PodName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether an intent fits this node. What is there goes only after the new is in force, so both must
 * fit at once.
 */
final class Admission {
  private final Datapath datapath;
  private final int mostRules;

  Admission(Datapath datapath, int mostRules) {
    this.datapath = datapath;
    this.mostRules = mostRules;
  }

  /** Refuses what contradicts itself. */
  static void checkSense(NodeIntent intent) throws IntentRefusedException {
    Map<String, PodName> devices = new HashMap<>();
    Set<PodName> pods = new HashSet<>();
    for (WantedEndpoint endpoint : intent.endpoints()) {
      PodName pod = endpoint.spec().pod();
      if (!pods.add(pod)) {
        throw refused(intent, Map.of(pod, "is wanted twice"));
      }
      PodName other = devices.put(endpoint.spec().device(), pod);
      if (other != null) {
        String device = endpoint.spec().device();
        throw refused(
            intent, Map.of(pod, "its device %s is pod %s's too".formatted(device, text(other))));
      }
    }
    Set<Object> prefixes = new HashSet<>();
    for (var entry : intent.addresses()) {
      if (!prefixes.add(entry.prefix())) {
        throw refused(intent, "address %s has two identities".formatted(entry.prefix()));
      }
    }
  }

  /** Refuses what does not fit, before anything is written. */
  void checkSize(NodeIntent intent, Target held, Target wanted, int ruleSets)
      throws IntentRefusedException {
    Map<PodName, String> tooLarge = new LinkedHashMap<>();
    for (WantedEndpoint endpoint : intent.endpoints()) {
      int rules = endpoint.rules().entries().size();
      if (rules > mostRules) {
        tooLarge.put(
            endpoint.spec().pod(),
            "rule set of %d entries: %d are possible; let its policies name fewer peers and ports"
                .formatted(rules, mostRules));
      }
    }
    if (!tooLarge.isEmpty()) {
      throw refused(intent, tooLarge);
    }
    Set<Integer> devices = new HashSet<>(held.endpoints().keySet());
    devices.addAll(wanted.endpoints().keySet());
    check(intent, "endpoints", devices.size(), datapath.endpoints().capacity());
    Set<AddressPrefix> addresses = new HashSet<>(held.addresses().keySet());
    addresses.addAll(wanted.addresses().keySet());
    check(intent, "addresses", addresses.size(), datapath.addresses().capacity());
    check(intent, "rule sets", ruleSets, datapath.ruleSets().capacity());
  }

  private static void check(NodeIntent intent, String what, int needed, int capacity)
      throws IntentRefusedException {
    if (needed > capacity) {
      throw refused(
          intent,
          "%d %s, with those before until they go: the map has room for %d"
              .formatted(needed, what, capacity));
    }
  }

  private static IntentRefusedException refused(NodeIntent intent, String reason) {
    return new IntentRefusedException(
        "revision %d is refused: %s".formatted(intent.revision(), reason), Map.of());
  }

  private static IntentRefusedException refused(NodeIntent intent, Map<PodName, String> reasons) {
    Map.Entry<PodName, String> first = reasons.entrySet().iterator().next();
    return new IntentRefusedException(
        "revision %d is refused: pod %s: %s%s"
            .formatted(
                intent.revision(),
                text(first.getKey()),
                first.getValue(),
                reasons.size() == 1 ? "" : ", and %d more".formatted(reasons.size() - 1)),
        reasons);
  }

  private static String text(PodName pod) {
    return pod.namespace() + "/" + pod.name();
  }
}
