package io.sextant.agent;

import io.sextant.flow.AgentEvent;
import io.sextant.flow.Cidr;
import io.sextant.flow.Node;
import io.sextant.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Says what the agent did, in the events that Hubble's agent would send. */
final class AgentNews {
  private final Node node;
  private final Consumer<AgentEvent> out;

  AgentNews(String nodeName, Consumer<AgentEvent> out) {
    this.node = Node.named(nodeName);
    this.out = out;
  }

  void started() {
    long now = now();
    out.accept(new AgentEvent(now, node, new AgentEvent.AgentStarted(now)));
  }

  void created(GuardedEndpoint endpoint) {
    tell(changed(false, endpoint));
  }

  void deleted(GuardedEndpoint endpoint) {
    tell(changed(true, endpoint));
  }

  void regenerated(GuardedEndpoint endpoint) {
    tell(
        new AgentEvent.EndpointRegenerated(false, endpoint.id(), endpoint.identity().labels(), ""));
  }

  void addressMapped(Cidr range, GuardedEndpoint endpoint) {
    tell(address(false, range, endpoint));
  }

  void addressUnmapped(Cidr range, GuardedEndpoint endpoint) {
    tell(address(true, range, endpoint));
  }

  /** One message for all that came and one for all that went. */
  void policiesChanged(List<Policy> before, List<Policy> after, int revision) {
    policies(true, without(before, after), revision);
    policies(false, without(after, before), revision);
  }

  private void policies(boolean deleted, List<Policy> policies, int revision) {
    if (!policies.isEmpty()) {
      List<String> labels =
          policies.stream().flatMap(policy -> policy.labels().stream()).distinct().toList();
      tell(new AgentEvent.PolicyChanged(deleted, labels, revision, policies.size()));
    }
  }

  private static List<Policy> without(List<Policy> from, List<Policy> others) {
    List<Policy> rest = new ArrayList<>(from);
    rest.removeAll(others);
    return rest;
  }

  private static AgentEvent.EndpointChanged changed(boolean deleted, GuardedEndpoint endpoint) {
    return new AgentEvent.EndpointChanged(
        deleted,
        endpoint.id(),
        endpoint.identity().labels(),
        "",
        endpoint.spec().podName(),
        endpoint.spec().namespace());
  }

  private static AgentEvent.AddressChanged address(
      boolean deleted, Cidr range, GuardedEndpoint endpoint) {
    return new AgentEvent.AddressChanged(
        deleted,
        range.toString(),
        endpoint.identity().number(),
        null,
        "",
        "",
        0,
        endpoint.spec().namespace(),
        endpoint.spec().podName());
  }

  private void tell(AgentEvent.Notification notification) {
    out.accept(new AgentEvent(now(), node, notification));
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
