package io.sextant.control;

import io.sextant.enrich.Labels;
import io.sextant.flow.Cidr;
import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.policy.Policy;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a {@link ClusterState}. Parts that are not touched stay the same objects, and so do
 * endpoints that are put again as they were. Belongs to one thread.
 */
public final class ClusterBuilder {
  /** What the state was told, with what flows show of it. */
  record Content(
      String nodeName,
      int ipTraceOption,
      Map<Integer, KnownEndpoint> endpoints,
      Map<Integer, KnownIdentity> identities,
      Map<Cidr, AddressEntry> addresses,
      Map<Frontend, ServiceEntry> services,
      Map<NameKey, NameEntry> names,
      Map<Integer, NetworkInterface> interfaces,
      Map<Long, CgroupEntry> cgroups,
      Map<Integer, RuleEntry> rules,
      Map<AppliedPolicy.Key, AppliedPolicy> policies) {}

  record KnownEndpoint(LocalEndpoint given, Endpoint shown) {}

  record KnownIdentity(IdentityEntry given, Endpoint shown) {}

  record Frontend(IpAddress address, int port) {}

  record NameKey(int endpointId, IpAddress address) {}

  private final @Nullable ClusterState before;
  private String nodeName;
  private int ipTraceOption;
  private final Part<Integer, KnownEndpoint> endpoints;
  private final Part<Integer, KnownIdentity> identities;
  private final Part<Cidr, AddressEntry> addresses;
  private final Part<Frontend, ServiceEntry> services;
  private final Part<NameKey, NameEntry> names;
  private final Part<Integer, NetworkInterface> interfaces;
  private final Part<Long, CgroupEntry> cgroups;
  private final Part<Integer, RuleEntry> rules;
  private final Part<AppliedPolicy.Key, AppliedPolicy> policies;

  ClusterBuilder() {
    this(
        new Content(
            "", 0, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
            Map.of()),
        null);
  }

  ClusterBuilder(Content content, @Nullable ClusterState before) {
    this.before = before;
    this.nodeName = content.nodeName();
    this.ipTraceOption = content.ipTraceOption();
    this.endpoints = new Part<>(content.endpoints());
    this.identities = new Part<>(content.identities());
    this.addresses = new Part<>(content.addresses());
    this.services = new Part<>(content.services());
    this.names = new Part<>(content.names());
    this.interfaces = new Part<>(content.interfaces());
    this.cgroups = new Part<>(content.cgroups());
    this.rules = new Part<>(content.rules());
    this.policies = new Part<>(content.policies());
  }

  public ClusterState build() {
    return new ClusterState(
        new Content(
            nodeName,
            ipTraceOption,
            endpoints.close(),
            identities.close(),
            addresses.close(),
            services.close(),
            names.close(),
            interfaces.close(),
            cgroups.close(),
            rules.close(),
            policies.close()),
        before);
  }

  public ClusterBuilder nodeName(String name) {
    nodeName = name;
    return this;
  }

  /** See {@link ClusterState#ipTraceOption()}. */
  public ClusterBuilder ipTraceOption(int number) {
    ipTraceOption = number;
    return this;
  }

  public ClusterBuilder endpoint(LocalEndpoint endpoint) {
    KnownEndpoint known = endpoints.get(endpoint.id());
    if (known == null) {
      endpoints.put(endpoint.id(), new KnownEndpoint(endpoint, endpoint.endpoint()));
    } else if (!known.given().equals(endpoint)) {
      Endpoint shown = endpoint.endpoint();
      Endpoint kept = known.shown().equals(shown) ? known.shown() : shown;
      endpoints.put(endpoint.id(), new KnownEndpoint(endpoint, kept));
    }
    return this;
  }

  public ClusterBuilder removeEndpoint(int id) {
    endpoints.remove(id);
    return this;
  }

  public ClusterBuilder identity(int number, List<String> labels) {
    IdentityEntry entry = new IdentityEntry(number, labels);
    KnownIdentity known = identities.get(number);
    if (known == null || !known.given().equals(entry)) {
      List<String> shown = Labels.shown(number, labels);
      Endpoint anyone =
          new Endpoint(0, number, Labels.cluster(labels), "", shown, "", "", List.of());
      identities.put(number, new KnownIdentity(entry, anyone));
    }
    return this;
  }

  public ClusterBuilder removeIdentity(int number) {
    identities.remove(number);
    return this;
  }

  public ClusterBuilder address(AddressEntry entry) {
    addresses.put(entry.prefix(), entry);
    return this;
  }

  public ClusterBuilder removeAddress(Cidr prefix) {
    addresses.remove(prefix);
    return this;
  }

  public ClusterBuilder service(ServiceEntry entry) {
    services.put(new Frontend(entry.address(), entry.port()), entry);
    return this;
  }

  public ClusterBuilder removeService(IpAddress address, int port) {
    services.remove(new Frontend(address, port));
    return this;
  }

  public ClusterBuilder names(NameEntry entry) {
    names.put(new NameKey(entry.endpointId(), entry.address()), entry);
    return this;
  }

  public ClusterBuilder removeNames(int endpointId, IpAddress address) {
    names.remove(new NameKey(endpointId, address));
    return this;
  }

  public ClusterBuilder networkInterface(int index, String name) {
    interfaces.put(index, new NetworkInterface(index, name));
    return this;
  }

  public ClusterBuilder removeNetworkInterface(int index) {
    interfaces.remove(index);
    return this;
  }

  public ClusterBuilder cgroup(CgroupEntry entry) {
    cgroups.put(entry.id(), entry);
    return this;
  }

  public ClusterBuilder removeCgroup(long id) {
    cgroups.remove(id);
    return this;
  }

  public ClusterBuilder rule(RuleEntry entry) {
    rules.put(entry.cookie(), entry);
    return this;
  }

  public ClusterBuilder removeRule(int cookie) {
    rules.remove(cookie);
    return this;
  }

  /** All policies in force, and no others; one that was in force as it is keeps its revision. */
  public ClusterBuilder policies(Collection<Policy> all, long revision) {
    Set<AppliedPolicy.Key> wanted = new HashSet<>();
    for (Policy policy : all) {
      AppliedPolicy applied = new AppliedPolicy(policy, revision);
      AppliedPolicy known = policies.get(applied.key());
      wanted.add(applied.key());
      if (known == null || !known.policy().equals(policy)) {
        policies.put(applied.key(), applied);
      }
    }
    policies.keys().stream().filter(key -> !wanted.contains(key)).forEach(policies::remove);
    return this;
  }

  /** A map that is copied when it is first changed. */
  private static final class Part<K, V> {
    private Map<K, V> map;
    private boolean copied;

    Part(Map<K, V> map) {
      this.map = map;
    }

    @Nullable V get(K key) {
      return map.get(key);
    }

    Set<K> keys() {
      return Set.copyOf(map.keySet());
    }

    void put(K key, V value) {
      if (!value.equals(map.get(key))) {
        copy().put(key, value);
      }
    }

    void remove(K key) {
      if (map.containsKey(key)) {
        copy().remove(key);
      }
    }

    private Map<K, V> copy() {
      if (!copied) {
        map = new LinkedHashMap<>(map);
        copied = true;
      }
      return map;
    }

    /** The map as it is now; later changes copy it again. */
    Map<K, V> close() {
      if (copied) {
        copied = false;
        map = Collections.unmodifiableMap(map);
      }
      return map;
    }
  }
}
