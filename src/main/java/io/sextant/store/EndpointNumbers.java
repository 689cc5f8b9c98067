package io.sextant.store;

import io.sextant.flow.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the endpoints of a ring's flows, by the object, so that readers can remember what
 * they decided about one. A number is never given to another endpoint; an endpoint that was
 * forgotten meanwhile gets a new one. Belongs to the thread that writes.
 */
final class EndpointNumbers {
  /** Of an endpoint that has no number: whoever meets it must look at it. */
  static final int NONE = 0;

  /** Numbers beyond it are not given, as there are so many only where each flow has its own. */
  static final int LAST = (1 << 30) - 1;

  private static final int BITS = 15;
  private static final int WAYS = 4;
  private static final int MIX = 0x9e3779b9;

  private final @Nullable Endpoint[] endpoints = new @Nullable Endpoint[1 << BITS];
  private final int[] numbers = new int[1 << BITS];
  private int last;

  EndpointNumbers() {
    this(NONE);
  }

  /**
   * @param last number that counts as given already
   */
  EndpointNumbers(int last) {
    this.last = last;
  }

  @SuppressWarnings("ReferenceEquality") // endpoints are shared; equal ones may differ in number
  int of(Endpoint endpoint) {
    int set = (System.identityHashCode(endpoint) * MIX) >>> (Integer.SIZE - BITS) & -WAYS;
    for (int place = set; place < set + WAYS; place++) {
      if (endpoints[place] == endpoint) {
        return numbers[place];
      }
    }
    return last == LAST ? NONE : add(set, endpoint);
  }

  /** The oldest of the set makes room. */
  private int add(int set, Endpoint endpoint) {
    System.arraycopy(endpoints, set, endpoints, set + 1, WAYS - 1);
    System.arraycopy(numbers, set, numbers, set + 1, WAYS - 1);
    endpoints[set] = endpoint;
    numbers[set] = ++last;
    return last;
  }
}
