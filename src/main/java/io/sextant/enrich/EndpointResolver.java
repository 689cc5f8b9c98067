package io.sextant.enrich;

import io.sextant.flow.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Who has an address, as one shared object per address and identity.
 *
 * <p>The datapath's identity counts whenever it gave one: policy was decided by it. A local
 * endpoint keeps its own labels all the same; for all others the labels are those of the identity,
 * and the pod's name comes from the address.
 *
 * <p>Answers are kept in a table of sets of four: a slot holds the key in three longs (address,
 * identity with the generation of the cluster view), and a new key takes the slot of the oldest of
 * the four. When the cluster changes, old answers are looked up again, and kept if they are still
 * equal, so that endpoints that did not change stay the same objects.
 */
final class EndpointResolver {
  private static final int SLOT_BITS = 16;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int WAYS = 4;
  private static final int STRIDE = 4;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] keys = new long[SLOTS * STRIDE];
  private final @Nullable Endpoint[] answers = new @Nullable Endpoint[SLOTS];
  private @Nullable ClusterView view;
  private int generation;

  /** The endpoint with an address; {@code identity} is the datapath's, or 0. */
  Endpoint resolve(ClusterView current, long high, long low, int identity) {
    int first = firstSlot(current, high, low, identity);
    long stamp = stamp(identity);
    for (int slot = first; slot < first + WAYS; slot++) {
      Endpoint known = answers[slot];
      if (known != null && holds(slot, high, low, stamp)) {
        return known;
      }
    }
    return remember(first, high, low, stamp, lookUp(current, high, low, identity));
  }

  private boolean holds(int slot, long high, long low, long stamp) {
    int key = slot * STRIDE;
    return keys[key + 2] == stamp && keys[key + 1] == low && keys[key] == high;
  }

  /** Puts the answer first in its set, as the object that an older generation had for it. */
  private Endpoint remember(int first, long high, long low, long stamp, Endpoint found) {
    Endpoint answer = found;
    for (int slot = first; slot < first + WAYS; slot++) {
      int key = slot * STRIDE;
      Endpoint old = answers[slot];
      boolean sameIdentity = (int) keys[key + 2] == (int) stamp;
      if (old != null && sameIdentity && keys[key + 1] == low && keys[key] == high) {
        answer = old.equals(found) ? old : found;
      }
    }
    System.arraycopy(answers, first, answers, first + 1, WAYS - 1);
    System.arraycopy(keys, first * STRIDE, keys, (first + 1) * STRIDE, (WAYS - 1) * STRIDE);
    answers[first] = answer;
    keys[first * STRIDE] = high;
    keys[first * STRIDE + 1] = low;
    keys[first * STRIDE + 2] = stamp;
    return answer;
  }

  /** The endpoint without an address: all that the identity tells. */
  Endpoint resolve(ClusterView current, int identity) {
    if (identity == 0) {
      return Endpoint.UNKNOWN;
    }
    return byIdentity(current, identity);
  }

  @SuppressWarnings("ReferenceEquality") // a changed view is another object
  private int firstSlot(ClusterView current, long high, long low, int identity) {
    if (current != view) {
      view = current;
      generation++;
    }
    long hash = (high * MIX ^ low) * MIX + identity;
    hash *= MIX;
    return (int) (hash >>> (Long.SIZE - SLOT_BITS)) & -WAYS;
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
