package io.sextant.agent;

import io.sextant.control.EndpointSpec;
import io.sextant.control.IdentityEntry;
import io.sextant.control.RuleEntry;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers in the kernel's maps mean, for the agent after this one.
 *
 * @param revision of the intent that was being realised last
 * @param lastCookie the highest that was given to a rule, so that none is given twice
 * @param lastEndpoint the id that was given last
 */
record NodeState(
    int revision,
    int lastCookie,
    int lastEndpoint,
    List<KnownEndpoint> endpoints,
    List<RuleEntry> rules,
    List<IdentityEntry> identities) {

  /** Of a node that nothing is known of. */
  static final NodeState NONE = new NodeState(0, 0, 0, List.of(), List.of(), List.of());

  /** What is in the kernel, and what is to be. */
  static NodeState of(EndpointBook lives, RuleBook rules, InForce now, InForce next) {
    Map<Integer, KnownEndpoint> endpoints = new LinkedHashMap<>();
    for (GuardedEndpoint each : next.endpoints()) {
      endpoints.put(each.id(), KnownEndpoint.of(each.id(), each.ifindex(), each.spec()));
    }
    for (EndpointLife life : lives.all()) {
      if (life.isRealised() && !endpoints.containsKey(life.id())) {
        endpoints.put(life.id(), KnownEndpoint.of(life.id(), life.ifindex(), life.spec()));
      }
    }
    Map<Integer, IdentityEntry> identities = new LinkedHashMap<>();
    now.identities().forEach(each -> identities.put(each.number(), each));
    next.identities().forEach(each -> identities.put(each.number(), each));
    return new NodeState(
        next.intent().revision(),
        rules.lastCookie(),
        lives.lastId(),
        List.copyOf(endpoints.values()),
        List.copyOf(rules.rules()),
        List.copyOf(identities.values()));
  }

  NodeState {
    endpoints = List.copyOf(endpoints);
    rules = List.copyOf(rules);
    identities = List.copyOf(identities);
  }

  /** The pod behind an endpoint's number. */
  record KnownEndpoint(
      int id,
      int ifindex,
      String namespace,
      String podName,
      String podUid,
      List<String> labels,
      @Nullable Workload workload,
      List<String> addresses,
      String device) {

    /** Refuses what is no endpoint, as a file may have it. */
    KnownEndpoint {
      labels = List.copyOf(labels);
      addresses = List.copyOf(addresses);
      Objects.requireNonNull(podUid, "podUid");
      Objects.requireNonNull(device, "device");
      addresses.forEach(IpAddress::parse);
    }

    static KnownEndpoint of(int id, int ifindex, EndpointSpec spec) {
      return new KnownEndpoint(
          id,
          ifindex,
          spec.namespace(),
          spec.podName(),
          spec.podUid(),
          spec.labels(),
          spec.workload(),
          spec.addresses().stream().map(IpAddress::toString).toList(),
          spec.device());
    }

    EndpointSpec spec() {
      return new EndpointSpec(
          namespace,
          podName,
          podUid,
          labels,
          workload,
          addresses.stream().map(IpAddress::parse).toList(),
          device);
    }
  }
}
