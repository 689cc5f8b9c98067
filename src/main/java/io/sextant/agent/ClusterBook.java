package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.ClusterBuilder;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.control.NameEntry;
import io.sextant.control.RuleEntry;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  void identities(Collection<Identity> identities) {
    changes.add(
        builder -> identities.forEach(each -> builder.identity(each.number(), each.labels())));
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

  void address(AddressEntry entry) {
    changes.add(builder -> builder.address(entry));
  }

  void addressGone(Cidr range) {
    changes.add(builder -> builder.removeAddress(range));
  }

  void endpoint(GuardedEndpoint endpoint) {
    EndpointSpec spec = endpoint.spec();
    LocalEndpoint shown =
        LocalEndpoint.of(
                endpoint.id(), spec.addresses(), endpoint.identity().number(), spec.labels())
            .withPod(spec.pod(), spec.podUid(), spec.workload());
    changes.add(
        builder -> builder.endpoint(shown).networkInterface(endpoint.ifindex(), spec.device()));
  }

  void endpointGone(GuardedEndpoint endpoint) {
    Map<IpAddress, List<String>> learnt = names.remove(endpoint.id());
    changes.add(builder -> {
      builder.removeEndpoint(endpoint.id()).removeNetworkInterface(endpoint.ifindex());
      if (learnt != null) {
        learnt.keySet().forEach(address -> builder.removeNames(endpoint.id(), address));
      }
    });
  }

  /** Learns and publishes names, the newest first; beyond the bounds the endpoint's are kept. */
  void names(int endpointId, String name, Collection<IpAddress> addresses) {
    Map<IpAddress, List<String>> known = names.computeIfAbsent(endpointId, id -> new HashMap<>());
    for (IpAddress address : addresses) {
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
