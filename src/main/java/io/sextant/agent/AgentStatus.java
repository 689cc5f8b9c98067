package io.sextant.agent;

import io.sextant.enrich.PodName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node is; a snapshot.
 *
 * @param wantedRevision of the last intent
 * @param realisedRevision of the intent that is in force
 * @param repairs what reconciliation repaired since the start, by kind; kinds without are absent
 * @param fills how full each map is
 * @param lastError why the wanted intent is not in force, or the last reconciliation failed; null
 *     when all is well
 * @param reconciled when kernel and intent were last compared, null before the first time
 */
public record AgentStatus(
    String node,
    int wantedRevision,
    int realisedRevision,
    List<EndpointStatus> endpoints,
    Map<Repair, Long> repairs,
    List<Fill> fills,
    EndpointStatus.@Nullable Failure lastError,
    @Nullable Instant reconciled) {

  /** Why a pod's endpoint is not ready; empty when it is. */
  public Optional<String> trouble(PodName pod) {
    String name = pod.namespace() + "/" + pod.name();
    return endpoints.stream()
        .filter(endpoint -> endpoint.pod().equals(pod))
        .findFirst()
        .map(endpoint -> trouble(name, endpoint))
        .orElseGet(() -> Optional.of("pod %s is no endpoint here".formatted(name)));
  }

  private static Optional<String> trouble(String name, EndpointStatus endpoint) {
    if (endpoint.state() == EndpointState.READY) {
      return Optional.empty();
    }
    EndpointStatus.Failure failure = endpoint.lastError();
    String reason = failure == null ? "" : ": " + failure.message();
    return Optional.of("endpoint %s is %s%s".formatted(name, endpoint.state().text(), reason));
  }

  /** How many of a map's entries are in use. */
  public record Fill(String map, int used, int capacity) {}

  public AgentStatus {
    endpoints = List.copyOf(endpoints);
    repairs = Map.copyOf(repairs);
    fills = List.copyOf(fills);
  }
}
