package io.sextant.enrich;

import io.sextant.flow.Service;
import org.jspecify.annotations.Nullable;

/** Frontends of services. */
public interface ServiceLookup {

  /** The service with this frontend, or null. Packets without ports ask for port 0. */
  @Nullable Service serviceAt(long high, long low, int port);
}
