package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.IdentityEntry;
import io.sextant.control.NodeIntent;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Endpoint;
import io.sextant.flow.Cidr;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an intent comes to on this node.
 *
 * @param intent {@link NodeIntent#EMPTY} before the first
 * @param endpoints those whose device is there
 * @param addresses those of the intent and the node's own
 * @param identities what the numbers mean
 * @param target what the kernel holds, or is to hold
 */
record InForce(
    NodeIntent intent,
    List<GuardedEndpoint> endpoints,
    Map<Cidr, AddressEntry> addresses,
    List<IdentityEntry> identities,
    Target target) {

  static InForce of(
      NodeIntent intent, List<GuardedEndpoint> endpoints, Map<Cidr, AddressEntry> addresses) {
    List<IdentityEntry> identities =
        intent.identities().stream()
            .map(each -> new IdentityEntry(each.number(), each.labels()))
            .toList();
    Map<AddressPrefix, Integer> numbers = new LinkedHashMap<>();
    addresses.forEach((range, entry) -> numbers.put(Target.prefix(range), entry.identity()));
    Target target = new Target(byDevice(endpoints), numbers);
    return new InForce(intent, List.copyOf(endpoints), addresses, identities, target);
  }

  /** The same with the rule sets that policies have now. */
  InForce with(RuleBook rules) {
    List<GuardedEndpoint> now =
        endpoints.stream().map(each -> each.under(rules.setOf(each.wanted().rules()))).toList();
    Target other = new Target(byDevice(now), target.addresses());
    return new InForce(intent, now, addresses, identities, other);
  }

  private static Map<Integer, Endpoint> byDevice(List<GuardedEndpoint> endpoints) {
    Map<Integer, Endpoint> byDevice = new HashMap<>();
    endpoints.forEach(each -> byDevice.put(each.ifindex(), each.toKernel()));
    return byDevice;
  }

  /** Whether some number means something else in the other. */
  boolean contradicts(InForce other) {
    Map<Integer, List<String>> meanings = new HashMap<>();
    other.identities.forEach(each -> meanings.put(each.number(), each.labels()));
    return identities.stream()
        .anyMatch(each -> {
          List<String> meaning = meanings.get(each.number());
          return meaning != null && !meaning.equals(each.labels());
        });
  }
}
