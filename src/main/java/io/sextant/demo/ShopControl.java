package io.sextant.demo;

import io.sextant.agent.EndpointState;
import io.sextant.agent.EndpointStatus;
import io.sextant.agent.NodeAgent;
import io.sextant.control.AddressEntry;
import io.sextant.control.EndpointSpec;
import io.sextant.control.IdentityAllocator;
import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyCompiler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the shop's node is to be: its pods as they come and go, under policies that stay. */
final class ShopControl {
  private final NodeAgent agent;
  private final List<Policy> policies;
  private final IdentityAllocator allocator = new IdentityAllocator();
  private final Map<PodName, EndpointSpec> pods = new LinkedHashMap<>();
  private int revision;

  ShopControl(NodeAgent agent, List<Policy> policies) {
    this.agent = agent;
    this.policies = List.copyOf(policies);
  }

  /** Guards pods before they speak; on failure none of them. */
  synchronized void add(List<EndpointSpec> specs) throws IOException {
    specs.forEach(spec -> pods.put(spec.pod(), spec));
    try {
      agent.realise(intent());
      requireReady(specs);
    } catch (IOException | RuntimeException e) {
      specs.forEach(spec -> pods.remove(spec.pod()));
      takeBack(e);
      throw e;
    }
  }

  /** Forgets a pod; nothing happens when it is not known. */
  synchronized void remove(String namespace, String podName) throws IOException {
    if (pods.remove(new PodName(namespace, podName)) != null) {
      agent.realise(intent());
    }
  }

  private void requireReady(List<EndpointSpec> specs) throws IOException {
    List<PodName> added = specs.stream().map(EndpointSpec::pod).toList();
    for (EndpointStatus each : agent.status().endpoints()) {
      EndpointStatus.Failure failure = each.lastError();
      if (added.contains(each.pod()) && each.state() != EndpointState.READY) {
        throw new IOException(
            "pod %s is %s: %s"
                .formatted(
                    each.pod().name(),
                    each.state().text(),
                    failure == null ? "no reason is known" : failure.message()));
      }
    }
  }

  private void takeBack(Exception reason) {
    try {
      agent.realise(intent());
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private NodeIntent intent() {
    Map<Cidr, AddressEntry> addresses = new LinkedHashMap<>();
    Set<Cidr> ranges = PolicyCompiler.ranges(policies);
    for (Cidr range : ranges) {
      Identity identity = allocator.allocate(range, ranges);
      addresses.put(range, new AddressEntry(range, identity.number(), null));
    }
    Map<EndpointSpec, Identity> identities = new LinkedHashMap<>();
    for (EndpointSpec spec : pods.values()) {
      Identity identity = allocator.allocate(spec.labels());
      identities.put(spec, identity);
      for (IpAddress address : spec.addresses()) {
        Cidr own = Cidr.of(address);
        addresses.put(own, new AddressEntry(own, identity.number(), spec.pod()));
      }
    }
    PolicyCompiler compiler = new PolicyCompiler(policies, allocator.all());
    List<WantedEndpoint> endpoints = new ArrayList<>();
    identities.forEach((spec, identity) ->
        endpoints.add(
            new WantedEndpoint(
                spec, identity, compiler.compile(identity), WantedEndpoint.Refusals.DROP)));
    return new NodeIntent(
        ++revision, endpoints, List.copyOf(addresses.values()), allocator.all(), policies);
  }
}
