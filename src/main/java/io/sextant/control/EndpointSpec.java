package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod that is to become an endpoint.
 *
 * @param podUid tells pods of one name apart
 * @param labels that its identity is made of, of the form {@code source:key=value}
 * @param workload what the pod belongs to, or null for one that nobody controls
 * @param addresses all that the pod sends from
 * @param device the node's side of its veth pair
 */
public record EndpointSpec(
    String namespace,
    String podName,
    String podUid,
    List<String> labels,
    @Nullable Workload workload,
    List<IpAddress> addresses,
    String device) {

  public EndpointSpec {
    labels = labels.stream().sorted().toList();
    addresses = List.copyOf(addresses);
    if (labels.isEmpty() || addresses.isEmpty()) {
      throw new IllegalArgumentException(
          "pod %s/%s needs labels and addresses".formatted(namespace, podName));
    }
  }

  /** Its name among all pods. */
  public PodName pod() {
    return new PodName(namespace, podName);
  }

  /** Whether both are the same pod. */
  public boolean isPod(String otherNamespace, String otherName) {
    return namespace.equals(otherNamespace) && podName.equals(otherName);
  }
}
