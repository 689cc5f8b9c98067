package io.sextant.control;

import io.sextant.control.Population.Resident;
import io.sextant.control.Population.Trouble;
import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ObjectName;
import io.sextant.policy.EnforcementMode;
import io.sextant.policy.Identity;
import io.sextant.policy.NamedPort;
import io.sextant.policy.PolicyTraits;
import io.sextant.policy.Traits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the identity of every pod, node and range of addresses. Remembers what it found last, so
 * that little changes cost little. For one thread.
 */
final class Census {
  private static final Comparator<ClusterObject.Pod> BY_NAME =
      Comparator.comparing(ClusterObject.Pod::namespace).thenComparing(ClusterObject.Pod::id);

  private final PlannerSettings settings;
  private final IdentityAllocator allocator;
  private final PodLabels podLabels;
  private Map<PodName, Known> known = new HashMap<>();
  private Map<Cidr, KnownRange> knownRanges = new HashMap<>();

  /** A pod as it was, and what came of it. */
  private record Known(
      ClusterObject.@Nullable Pod pod,
      Map<String, String> namespaceLabels,
      @Nullable EndpointSpec told,
      PolicyTraits under,
      @Nullable EndpointSpec local,
      List<String> labels,
      Traits traits) {
    boolean isOf(
        ClusterObject.@Nullable Pod other,
        Map<String, String> otherLabels,
        @Nullable EndpointSpec otherTold,
        PolicyTraits otherTraits) {
      return under.equals(otherTraits)
          && Objects.equals(pod, other)
          && namespaceLabels.equals(otherLabels)
          && Objects.equals(told, otherTold);
    }
  }

  private record KnownRange(Set<String> names, PolicyTraits under, Traits traits) {}

  Census(PlannerSettings settings, IdentityAllocator allocator) {
    this.settings = settings;
    this.allocator = allocator;
    this.podLabels = new PodLabels(settings.cluster(), settings.labels());
  }

  /**
   * @throws IllegalStateException when the numbers of identities are all given out
   */
  Population take(Wanted wanted, PolicyTraits traits) {
    return new Round(wanted, traits).run();
  }

  /** One census. */
  private final class Round {
    private final Wanted wanted;
    private final PolicyTraits traits;
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<PodName, Known> nowKnown = new HashMap<>();
    private final Map<Cidr, KnownRange> nowKnownRanges = new HashMap<>();
    private final Map<PodName, Resident> residents = new LinkedHashMap<>();
    private final Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();

    Round(Wanted wanted, PolicyTraits traits) {
      this.wanted = wanted;
      this.traits = traits;
    }

    Population run() {
      List<ClusterObject.Pod> pods = new ArrayList<>();
      settings.addresses().forEach(own -> put(Cidr.of(own), Identities.HOST, null));
      for (ClusterObject object : wanted.objects().byName().values()) {
        switch (object) {
          case ClusterObject.Namespace namespace ->
              namespaces.put(namespace.id(), namespace.labels());
          case ClusterObject.Node node -> settle(node);
          case ClusterObject.Pod pod -> pods.add(pod);
          case ClusterObject.PolicyObject _ -> {}
          case ClusterObject.Service _ -> {}
          case ClusterObject.EndpointSlice _ -> {}
        }
      }
      settle(pods);
      outside();
      known = nowKnown;
      knownRanges = nowKnownRanges;
      return new Population(residents, addresses, troubles);
    }

    private void settle(ClusterObject.Node node) {
      int identity = node.id().equals(settings.node()) ? Identities.HOST : Identities.REMOTE_NODE;
      node.addresses().forEach(address -> put(Cidr.of(address), identity, null));
    }

    private void settle(List<ClusterObject.Pod> pods) {
      Map<PodName, EndpointSpec> rest = new HashMap<>(wanted.local());
      pods.sort(BY_NAME);
      for (ClusterObject.Pod pod : pods) {
        if (!pod.hostNetwork()) {
          PodName name = new PodName(pod.namespace(), pod.id());
          settle(name, pod, rest.remove(name));
        }
      }
      rest.keySet().stream()
          .sorted(Comparator.comparing(PodName::namespace).thenComparing(PodName::name))
          .forEach(name -> settle(name, null, rest.get(name)));
    }

    private void settle(
        PodName name, ClusterObject.@Nullable Pod pod, @Nullable EndpointSpec told) {
      Map<String, String> namespaceLabels = namespaces.getOrDefault(name.namespace(), Map.of());
      Known before = known.get(name);
      Known now =
          before != null && before.isOf(pod, namespaceLabels, told, traits)
              ? before
              : find(pod, namespaceLabels, told);
      nowKnown.put(name, now);
      List<IpAddress> own = addressesOf(pod, told);
      if (own.isEmpty()) {
        return;
      }
      Identity identity = allocator.allocate(now.labels(), now.traits());
      own.forEach(address -> putPod(name, address, identity.number()));
      if (now.local() != null) {
        residents.put(name, new Resident(now.local(), identity, mode(pod), refusals(pod)));
      }
    }

    private Known find(
        ClusterObject.@Nullable Pod pod,
        Map<String, String> namespaceLabels,
        @Nullable EndpointSpec told) {
      List<String> labels = labels(pod, namespaceLabels, told);
      Map<NamedPort, Integer> ports = pod == null ? Map.of() : pod.ports();
      boolean isReserved = labels.getFirst().startsWith("reserved:");
      Traits found = isReserved ? Traits.NONE : traits.ofPod(addressesOf(pod, told), ports);
      return new Known(pod, namespaceLabels, told, traits, local(pod, told, labels), labels, found);
    }

    private List<String> labels(
        ClusterObject.@Nullable Pod pod,
        Map<String, String> namespaceLabels,
        @Nullable EndpointSpec told) {
      if (pod != null) {
        return podLabels.of(pod, namespaceLabels);
      }
      return told == null ? List.of("reserved:init") : told.labels();
    }

    private @Nullable EndpointSpec local(
        ClusterObject.@Nullable Pod pod, @Nullable EndpointSpec told, List<String> labels) {
      if (pod == null) {
        return told;
      }
      boolean isHere = pod.node().isEmpty() || pod.node().equals(settings.node());
      if (told == null && (pod.device().isEmpty() || pod.addresses().isEmpty() || !isHere)) {
        return null;
      }
      return new EndpointSpec(
          pod.namespace(),
          pod.id(),
          told == null ? pod.uid() : told.podUid(),
          labels,
          workload(pod),
          addressesOf(pod, told),
          told == null ? pod.device() : told.device());
    }

    /** Ranges that policies name, and addresses that DNS answers gave; a pod's stay the pod's. */
    private void outside() {
      traits.ranges().forEach(range -> putRange(range, Set.of()));
      if (!traits.patterns().isEmpty()) {
        wanted.names().forEach((address, names) -> putNamed(Cidr.of(address), names));
      }
    }

    private void putNamed(Cidr address, Set<String> names) {
      if (names.stream()
          .anyMatch(name -> traits.patterns().stream().anyMatch(p -> p.matches(name)))) {
        AddressEntry before = addresses.get(address);
        if (before == null || Identities.isCidr(before.identity())) {
          addresses.remove(address);
          putRange(address, names);
        }
      }
    }

    private void putRange(Cidr range, Set<String> names) {
      KnownRange before = knownRanges.get(range);
      KnownRange now =
          before != null && before.under().equals(traits) && before.names().equals(names)
              ? before
              : new KnownRange(names, traits, traits.ofOutside(range, names));
      nowKnownRanges.put(range, now);
      if (!addresses.containsKey(range)) {
        put(range, allocator.allocate(range, now.traits()).number(), null);
      }
    }

    private void putPod(PodName name, IpAddress address, int identity) {
      AddressEntry other = addresses.get(Cidr.of(address));
      if (other == null) {
        put(Cidr.of(address), identity, name);
      } else {
        String whose =
            other.pod() == null
                ? "a node's"
                : "of pod %s/%s".formatted(other.pod().namespace(), other.pod().name());
        ObjectName object = new ObjectName("Pod", name.namespace(), name.name());
        troubles.add(
            new Trouble(object, "address %s is %s already and stays so".formatted(address, whose)));
      }
    }

    private void put(Cidr range, int identity, @Nullable PodName pod) {
      addresses.putIfAbsent(range, new AddressEntry(range, identity, pod));
    }
  }

  private EnforcementMode mode(ClusterObject.@Nullable Pod pod) {
    ClusterObject.Enforcement own =
        pod == null ? ClusterObject.Enforcement.OF_NODE : pod.enforcement();
    return switch (own) {
      case OF_NODE -> settings.mode();
      case DEFAULT -> EnforcementMode.DEFAULT;
      case ALWAYS -> EnforcementMode.ALWAYS;
      case NEVER -> EnforcementMode.NEVER;
    };
  }

  private WantedEndpoint.Refusals refusals(ClusterObject.@Nullable Pod pod) {
    return pod != null && pod.audited() ? WantedEndpoint.Refusals.AUDIT : settings.refusals();
  }

  private static List<IpAddress> addressesOf(
      ClusterObject.@Nullable Pod pod, @Nullable EndpointSpec told) {
    if (told != null) {
      return told.addresses();
    }
    return pod == null ? List.of() : pod.addresses();
  }

  private static @Nullable Workload workload(ClusterObject.Pod pod) {
    List<Pod.Owner> owners =
        pod.owners().stream()
            .map(each -> new Pod.Owner(each.kind(), each.name(), each.controller()))
            .toList();
    return new Pod(pod.id(), pod.generateName(), pod.labels(), owners).workload().orElse(null);
  }
}
