package io.sextant.flow;

import java.util.List;

/**
 * One side of a flow. Made once per endpoint and identity, shared by all flows that it appears in.
 *
 * @param id number of the endpoint on its node, 0 when it is not a local one
 * @param identity security identity, 0 when unknown (see {@link Identities})
 * @param clusterName cluster that the identity belongs to, or empty
 * @param namespace Kubernetes namespace, or empty
 * @param labels sorted labels of the form {@code source:key=value}
 * @param podName or empty
 * @param podUid tells pods of one name apart, or empty
 * @param workloads what the pod belongs to; known for local endpoints
 */
public record Endpoint(
    int id,
    int identity,
    String clusterName,
    String namespace,
    List<String> labels,
    String podName,
    String podUid,
    List<Workload> workloads) {

  /** Nothing is known. */
  public static final Endpoint UNKNOWN = new Endpoint(0, 0, "", "", List.of(), "", "", List.of());

  /** There is no such side; only flows of other observers lack one. */
  public static final Endpoint ABSENT = new Endpoint(-1, 0, "", "", List.of(), "", "", List.of());

  public Endpoint {
    // Few, and compared by most filters for each flow: being the same makes that cheap.
    namespace = namespace.intern();
    labels = List.copyOf(labels);
    workloads = List.copyOf(workloads);
  }

  /** The same endpoint under the identity that the datapath judged by. */
  public Endpoint withIdentity(int other) {
    return other == identity
        ? this
        : new Endpoint(id, other, clusterName, namespace, labels, podName, podUid, workloads);
  }
}
