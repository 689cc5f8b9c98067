package io.sextant.control;

import io.sextant.enrich.Labels;
import io.sextant.enrich.PodName;
import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint of this node.
 *
 * @param labels security labels, unsorted
 * @param pod the pod's name, or null for the host and the like
 * @param podUid tells pods of one name apart, or empty
 * @param workload what it belongs to, or null when {@code podObject} says so or nobody does
 * @param podObject the pod as Kubernetes knows it, or null
 * @param policy entries of its policy map
 */
public record LocalEndpoint(
    int id,
    List<IpAddress> addresses,
    int identity,
    List<String> labels,
    @Nullable PodName pod,
    String podUid,
    @Nullable Workload workload,
    @Nullable Pod podObject,
    List<PolicyEntry> policy) {

  public LocalEndpoint {
    if (id < 0) {
      throw new IllegalArgumentException("endpoint id " + id + " is negative");
    }
    addresses = List.copyOf(addresses);
    labels = List.copyOf(labels);
    policy = List.copyOf(policy);
  }

  /** An endpoint of which no more is known. */
  public static LocalEndpoint of(
      int id, List<IpAddress> addresses, int identity, List<String> labels) {
    return new LocalEndpoint(id, addresses, identity, labels, null, "", null, null, List.of());
  }

  public LocalEndpoint withPod(PodName name, String uid, @Nullable Workload owner) {
    return new LocalEndpoint(id, addresses, identity, labels, name, uid, owner, podObject, policy);
  }

  public LocalEndpoint withIdentity(int number, List<String> newLabels) {
    return new LocalEndpoint(
        id, addresses, number, newLabels, pod, podUid, workload, podObject, policy);
  }

  public LocalEndpoint withPolicy(List<PolicyEntry> entries) {
    return new LocalEndpoint(
        id, addresses, identity, labels, pod, podUid, workload, podObject, entries);
  }

  /** As flows show it. */
  Endpoint endpoint() {
    List<String> shown = Labels.shown(identity, labels);
    return new Endpoint(
        id,
        identity,
        Labels.cluster(shown),
        pod == null ? "" : pod.namespace(),
        shown,
        pod == null ? "" : pod.name(),
        podUid,
        workloads());
  }

  private List<Workload> workloads() {
    if (workload != null) {
      return List.of(workload);
    }
    return podObject == null ? List.of() : podObject.workload().stream().toList();
  }
}
