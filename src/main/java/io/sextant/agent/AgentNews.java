package io.sextant.agent;

import io.sextant.control.AddressEntry;
import io.sextant.enrich.PodName;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Cidr;
import io.sextant.flow.Node;
import io.sextant.policy.Policy;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  void created(EndpointLife endpoint) {
    tell(changed(false, endpoint));
  }

  void deleted(EndpointLife endpoint) {
    tell(changed(true, endpoint));
  }

  void regenerated(EndpointLife endpoint) {
    tell(
        new AgentEvent.EndpointRegenerated(false, endpoint.id(), endpoint.identity().labels(), ""));
  }

  void notRegenerated(EndpointLife endpoint, String error) {
    tell(
        new AgentEvent.EndpointRegenerated(
            true, endpoint.id(), endpoint.identity().labels(), error));
  }

  void addressesChanged(Map<Cidr, AddressEntry> before, Map<Cidr, AddressEntry> after) {
    after.forEach((range, entry) -> {
      AddressEntry old = before.get(range);
      if (!entry.equals(old)) {
        tell(address(false, entry, old == null ? null : old.identity()));
      }
    });
    before.forEach((range, entry) -> {
      if (!after.containsKey(range)) {
        tell(address(true, entry, null));
      }
    });
  }

  /** One message for all that came and one for all that went. */
  void policiesChanged(List<Policy> before, List<Policy> after, int revision) {
    if (!before.equals(after)) {
      policies(true, without(before, after), revision);
      policies(false, without(after, before), revision);
    }
  }

  private void policies(boolean deleted, List<Policy> policies, int revision) {
    if (!policies.isEmpty()) {
      List<String> labels =
          policies.stream().flatMap(policy -> policy.labels().stream()).distinct().toList();
      tell(new AgentEvent.PolicyChanged(deleted, labels, revision, policies.size()));
    }
  }

  private static List<Policy> without(List<Policy> from, List<Policy> others) {
    Set<Policy> known = new HashSet<>(others);
    return from.stream().filter(policy -> !known.contains(policy)).toList();
  }

  private static AgentEvent.EndpointChanged changed(boolean deleted, EndpointLife endpoint) {
    return new AgentEvent.EndpointChanged(
        deleted,
        endpoint.id(),
        endpoint.identity().labels(),
        "",
        endpoint.spec().podName(),
        endpoint.spec().namespace());
  }

  private static AgentEvent.AddressChanged address(
      boolean deleted, AddressEntry entry, @Nullable Integer oldIdentity) {
    PodName pod = entry.pod();
    return new AgentEvent.AddressChanged(
        deleted,
        entry.prefix().toString(),
        entry.identity(),
        oldIdentity,
        "",
        "",
        0,
        pod == null ? "" : pod.namespace(),
        pod == null ? "" : pod.name());
  }

  private void tell(AgentEvent.Notification notification) {
    out.accept(new AgentEvent(now(), node, notification));
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
