package io.sextant.enrich;

import io.sextant.flow.Endpoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who has an address, as one shared object per address and identity.
 *
 * <p>The datapath's identity counts whenever it gave one: policy was decided by it. A local
 * endpoint keeps its own labels all the same; for all others the labels are those of the identity,
 * and the pod's name comes from the address.
 *
 * <p>Answers are kept in a table without chains: a slot holds the key in three longs (address,
 * identity with the generation of the cluster view), and a newer key takes the slot of an older
 * one. When the cluster changes, old answers are looked up again, and kept if they are still equal,
 * so that endpoints that did not change stay the same objects.
 */
final class EndpointResolver {
  private static final int SLOTS = 1 << 14;
  private static final int STRIDE = 4;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] keys = new long[SLOTS * STRIDE];
  private final @Nullable Endpoint[] answers = new @Nullable Endpoint[SLOTS];
  private @Nullable ClusterView view;
  private int generation;

  /** The endpoint with an address; {@code identity} is the datapath's, or 0. */
  Endpoint resolve(ClusterView current, long high, long low, int identity) {
    int slot = slot(current, high, low, identity);
    int key = slot * STRIDE;
    long stamp = stamp(identity);
    boolean sameKey = keys[key] == high && keys[key + 1] == low;
    Endpoint known = answers[slot];
    if (known != null && sameKey && keys[key + 2] == stamp) {
      return known;
    }
    Endpoint found = lookUp(current, high, low, identity);
    if (known == null || !sameKey || !known.equals(found)) {
      answers[slot] = found;
    }
    keys[key] = high;
    keys[key + 1] = low;
    keys[key + 2] = stamp;
    return Objects.requireNonNull(answers[slot]);
  }

  /** The endpoint without an address: all that the identity tells. */
  Endpoint resolve(ClusterView current, int identity) {
    if (identity == 0) {
      return Endpoint.UNKNOWN;
    }
    return byIdentity(current, identity);
  }

  @SuppressWarnings("ReferenceEquality") // a changed view is another object
  private int slot(ClusterView current, long high, long low, int identity) {
    if (current != view) {
      view = current;
      generation++;
    }
    long hash = (high * MIX ^ low) * MIX + identity;
    hash *= MIX;
    return (int) (hash >>> (64 - 14));
  }

  private long stamp(int identity) {
    return (long) generation << 32 | Integer.toUnsignedLong(identity);
  }

  private static Endpoint lookUp(ClusterView view, long high, long low, int identity) {
    Endpoint local = view.endpointAt(high, low);
    if (local != null) {
      return identity == 0 ? local : local.withIdentity(identity);
    }
    int number = identity == 0 ? view.identityAt(high, low) : identity;
    Endpoint anyone = number == 0 ? Endpoint.UNKNOWN : byIdentity(view, number);
    PodName pod = view.podAt(high, low);
    return pod == null
        ? anyone
        : new Endpoint(
            0,
            number,
            anyone.clusterName(),
            pod.namespace(),
            anyone.labels(),
            pod.name(),
            "",
            anyone.workloads());
  }

  private static Endpoint byIdentity(ClusterView view, int number) {
    Endpoint known = view.identity(number);
    return known != null ? known : Endpoint.UNKNOWN.withIdentity(number);
  }
}
