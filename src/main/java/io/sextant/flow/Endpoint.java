package io.sextant.flow;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One side of a flow. Made once per endpoint and identity, shared by all flows that it appears in.
 * A value, but for its {@link #number}.
 */
public final class Endpoint {
  /** The number of those that have none of their own. */
  public static final int NO_NUMBER = 0;

  private static final int LAST_NUMBER = (1 << 30) - 1;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Nothing is known. */
  public static final Endpoint UNKNOWN = new Endpoint(0, 0, "", "", List.of(), "", "", List.of());

  /** There is no such side; only flows of other observers lack one. */
  public static final Endpoint ABSENT = new Endpoint(-1, 0, "", "", List.of(), "", "", List.of());

  private final int id;
  private final int identity;
  private final int number;
  private final String clusterName;
  private final String namespace;
  private final List<String> labels;
  private final String podName;
  private final String podUid;
  private final List<Workload> workloads;

  /**
   * @param id number of the endpoint on its node, 0 when it is not a local one
   * @param identity security identity, 0 when unknown (see {@link Identities})
   * @param clusterName cluster that the identity belongs to, or empty
   * @param namespace Kubernetes namespace, or empty
   * @param labels sorted labels of the form {@code source:key=value}
   * @param podName or empty
   * @param podUid tells pods of one name apart, or empty
   * @param workloads what the pod belongs to; known for local endpoints
   */
  public Endpoint(
      int id,
      int identity,
      String clusterName,
      String namespace,
      List<String> labels,
      String podName,
      String podUid,
      List<Workload> workloads) {
    this.id = id;
    this.identity = identity;
    this.number = nextNumber();
    this.clusterName = clusterName;
    // Few, and compared by most filters for each flow: being the same makes that cheap.
    this.namespace = namespace.intern();
    this.labels = List.copyOf(labels);
    this.podName = podName;
    this.podUid = podUid;
    this.workloads = List.copyOf(workloads);
  }

  /** The numbers end: there are so many only where each flow has endpoints of its own. */
  private static int nextNumber() {
    return NUMBERS.getPlain() >= LAST_NUMBER ? NO_NUMBER : NUMBERS.incrementAndGet();
  }

  /**
   * Tells this object from all others of the process, so that whoever decides something for an
   * endpoint can remember it: 1 to 2<sup>30</sup>, rising, or {@link #NO_NUMBER}. Equal endpoints
   * differ in it.
   */
  public int number() {
    return number;
  }

  public int id() {
    return id;
  }

  public int identity() {
    return identity;
  }

  public String clusterName() {
    return clusterName;
  }

  public String namespace() {
    return namespace;
  }

  public List<String> labels() {
    return labels;
  }

  public String podName() {
    return podName;
  }

  public String podUid() {
    return podUid;
  }

  public List<Workload> workloads() {
    return workloads;
  }

  /** The same endpoint under the identity that the datapath judged by. */
  public Endpoint withIdentity(int other) {
    return other == identity
        ? this
        : new Endpoint(id, other, clusterName, namespace, labels, podName, podUid, workloads);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Endpoint that
            && id == that.id
            && identity == that.identity
            && clusterName.equals(that.clusterName)
            && namespace.equals(that.namespace)
            && labels.equals(that.labels)
            && podName.equals(that.podName)
            && podUid.equals(that.podUid)
            && workloads.equals(that.workloads));
  }

  @Override
  public int hashCode() {
    int hash = 31 * id + identity;
    hash = 31 * hash + clusterName.hashCode();
    hash = 31 * hash + namespace.hashCode();
    hash = 31 * hash + labels.hashCode();
    hash = 31 * hash + podName.hashCode();
    hash = 31 * hash + podUid.hashCode();
    return 31 * hash + workloads.hashCode();
  }

  @Override
  public String toString() {
    return "Endpoint[id=%d, identity=%d, cluster=%s, namespace=%s, labels=%s, pod=%s, uid=%s, workloads=%s]"
        .formatted(id, identity, clusterName, namespace, labels, podName, podUid, workloads);
  }
}
