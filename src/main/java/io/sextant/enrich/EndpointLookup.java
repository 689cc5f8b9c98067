package io.sextant.enrich;

import io.sextant.flow.Endpoint;
import org.jspecify.annotations.Nullable;

/** The endpoints of this node. */
public interface EndpointLookup {

  /** The endpoint that owns the address, as in {@code flow.IpAddress}; or null. */
  @Nullable Endpoint endpointAt(long high, long low);

  /** The endpoint with this number on its node, or null. */
  @Nullable Endpoint endpoint(int id);
}
