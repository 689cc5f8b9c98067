package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.ClusterBuilder;
import io.sextant.control.EndpointSpec;
import io.sextant.control.IdentityEntry;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.control.NameEntry;
import io.sextant.control.RuleEntry;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Brings what the agent knows to those who name flows: collects changes, and publishes them as one
 * state. Used by the agent's thread.
 */
final class ClusterBook {
  private static final int MAX_ADDRESSES = 1_000;
  private static final int MAX_NAMES = 16;

  private final LiveCluster cluster;
  private final List<Consumer<ClusterBuilder>> changes = new ArrayList<>();
  private final Map<Integer, Map<IpAddress, List<String>>> names = new HashMap<>();
  private final Set<Cidr> addresses = new HashSet<>();
  private final Set<Integer> identities = new HashSet<>();

  /** Identities that were not wanted last time: events on their way may still speak of them. */
  private Set<Integer> fading = Set.of();

  ClusterBook(LiveCluster cluster) {
    this.cluster = cluster;
  }

  void publish() {
    if (changes.isEmpty()) {
      return;
    }
    List<Consumer<ClusterBuilder>> now = List.copyOf(changes);
    changes.clear();
    cluster.update(state -> {
      ClusterBuilder builder = state.toBuilder();
      now.forEach(change -> change.accept(builder));
      return builder.build();
    });
  }

  void node(String name) {
    changes.add(builder -> builder.nodeName(name));
  }

  void identities(Collection<IdentityEntry> known) {
    List<IdentityEntry> all = List.copyOf(known);
    all.forEach(each -> identities.add(each.number()));
    changes.add(builder -> all.forEach(each -> builder.identity(each.number(), each.labels())));
  }

  /** Forgets those that were wanted neither this time nor last time. */
  void onlyIdentities(Collection<IdentityEntry> wanted) {
    Set<Integer> gone = new HashSet<>(identities);
    wanted.forEach(each -> gone.remove(each.number()));
    for (int number : gone) {
      if (fading.contains(number)) {
        identities.remove(number);
        changes.add(builder -> builder.removeIdentity(number));
      }
    }
    fading = gone;
  }

  void policies(Collection<Policy> all, int revision) {
    changes.add(builder -> builder.policies(all, revision));
  }

  void rules(Collection<RuleEntry> rules) {
    changes.add(builder -> rules.forEach(builder::rule));
  }

  void rulesGone(Collection<Integer> cookies) {
    if (!cookies.isEmpty()) {
      changes.add(builder -> cookies.forEach(builder::removeRule));
    }
  }

  void addresses(Collection<AddressEntry> entries) {
    entries.forEach(entry -> addresses.add(entry.prefix()));
    changes.add(builder -> entries.forEach(builder::address));
  }

  void onlyAddresses(Set<Cidr> wanted) {
    List<Cidr> gone = addresses.stream().filter(range -> !wanted.contains(range)).toList();
    gone.forEach(addresses::remove);
    changes.add(builder -> gone.forEach(builder::removeAddress));
  }

  void endpoint(int id, int ifindex, EndpointSpec spec, int identity) {
    LocalEndpoint shown =
        LocalEndpoint.of(id, spec.addresses(), identity, spec.labels())
            .withPod(spec.pod(), spec.podUid(), spec.workload());
    changes.add(builder -> builder.endpoint(shown).networkInterface(ifindex, spec.device()));
  }

  void endpointGone(EndpointLife endpoint, boolean deviceGone) {
    int id = endpoint.id();
    int ifindex = endpoint.ifindex();
    Map<IpAddress, List<String>> learnt = names.remove(id);
    changes.add(builder -> {
      builder.removeEndpoint(id);
      if (deviceGone) {
        builder.removeNetworkInterface(ifindex);
      }
      if (learnt != null) {
        learnt.keySet().forEach(address -> builder.removeNames(id, address));
      }
    });
  }

  /** Learns and publishes names, the newest first; beyond the bounds the endpoint's are kept. */
  void names(int endpointId, String name, Collection<IpAddress> addressesOfName) {
    Map<IpAddress, List<String>> known = names.computeIfAbsent(endpointId, id -> new HashMap<>());
    for (IpAddress address : addressesOfName) {
      List<String> before = known.getOrDefault(address, List.of());
      boolean room = known.size() < MAX_ADDRESSES || !before.isEmpty();
      if (room && !before.contains(name)) {
        List<String> after =
            Stream.concat(Stream.of(name), before.stream()).limit(MAX_NAMES).toList();
        known.put(address, after);
        changes.add(builder -> builder.names(new NameEntry(endpointId, address, after)));
      }
    }
    publish();
  }
}
