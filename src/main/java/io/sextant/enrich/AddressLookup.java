package io.sextant.enrich;

import org.jspecify.annotations.Nullable;

/** Addresses of the whole cluster and beyond. */
public interface AddressLookup {

  /** Identity of the longest prefix that holds the address, or 0. */
  int identityAt(long high, long low);

  /** The pod with exactly this address, or null. */
  @Nullable PodName podAt(long high, long low);
}
