package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.control.EndpointSpec;
import io.sextant.control.IdentityAllocator;
import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import io.sextant.policy.Identity;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PolicyCompiler;
import io.sextant.policy.PortRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A shop of a few pods under a few policies, as intents for its only node. */
final class TestCluster {
  static final int FIRST_IDENTITY = 256;
  static final int FIRST_RANGE = 0x01000001;

  private final IdentityAllocator allocator = new IdentityAllocator();
  private final List<EndpointSpec> pods = new ArrayList<>();
  private List<Policy> policies = List.of();
  private int revision;

  TestCluster with(EndpointSpec... more) {
    pods.addAll(List.of(more));
    return this;
  }

  TestCluster without(String podName) {
    pods.removeIf(pod -> pod.podName().equals(podName));
    return this;
  }

  TestCluster under(Policy... all) {
    policies = List.of(all);
    return this;
  }

  /** The next revision. */
  NodeIntent intent() {
    Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    Set<Cidr> ranges = PolicyCompiler.ranges(policies);
    for (Cidr range : ranges) {
      addresses.put(
          range, new AddressEntry(range, allocator.allocate(range, ranges).number(), null));
    }
    pods.forEach(pod -> allocator.allocate(pod.labels()));
    PolicyCompiler compiler = new PolicyCompiler(policies, allocator.all());
    List<WantedEndpoint> endpoints = new ArrayList<>();
    for (EndpointSpec pod : pods) {
      Identity identity = allocator.allocate(pod.labels());
      for (IpAddress address : pod.addresses()) {
        Cidr own = Cidr.of(address);
        addresses.put(own, new AddressEntry(own, identity.number(), pod.pod()));
      }
      endpoints.add(
          new WantedEndpoint(
              pod, identity, compiler.compile(identity), WantedEndpoint.Refusals.DROP));
    }
    return new NodeIntent(
        ++revision, endpoints, List.copyOf(addresses.values()), allocator.all(), policies);
  }

  /** The same with one endpoint instead of its own. */
  static NodeIntent only(NodeIntent intent, WantedEndpoint endpoint) {
    return new NodeIntent(
        intent.revision(),
        List.of(endpoint),
        intent.addresses(),
        intent.identities(),
        intent.policies());
  }

  /** Pod {@code app-number} at 10.42.0.(10 + number) behind {@code lxcNUMBER}. */
  static EndpointSpec pod(String app, int number) {
    return pod(app, number, "uid-" + app + "-" + number);
  }

  static EndpointSpec pod(String app, int number, String uid) {
    return new EndpointSpec(
        "shop",
        app + "-" + number,
        uid,
        List.of("k8s:app=" + app, LabelSelector.NAMESPACE + "=shop"),
        new Workload(app, "Deployment"),
        List.of(IpAddress.parse("10.42.0." + (10 + number))),
        "lxc" + number);
  }

  /** Lets one app's pods be called by another's on TCP port 8080, and by nobody else. */
  static Policy onlyFrom(String app, String peer) {
    return policy(app, Section.only(Rule.allow(podsOf(peer), PortRange.tcp(8080))));
  }

  static Policy denying(String app, String... ranges) {
    Rule[] rules =
        Stream.of(ranges)
            .map(range -> Rule.deny(Policy.Range.outside(Cidr.parse(range))))
            .toArray(Rule[]::new);
    return policy(app, Section.only(rules));
  }

  static Policy.Pods podsOf(String app) {
    return new Policy.Pods(LabelSelector.ALL.with("k8s:app", app));
  }

  static Policy policy(String app, Section ingress) {
    return named(app, app, ingress);
  }

  static Policy named(String name, String app, Section ingress) {
    return new Policy(
        "CiliumNetworkPolicy",
        "shop",
        name,
        List.of(),
        LabelSelector.ALL.with("k8s:app", app),
        ingress,
        Section.ABSENT);
  }
}
