package io.sextant.enrich;

import io.sextant.flow.Endpoint;
import org.jspecify.annotations.Nullable;

/** What security identities stand for. */
public interface IdentityLookup {

  /**
   * An endpoint of which nothing but the identity, its labels and its cluster is known; or null
   * when the number is given to nobody.
   */
  @Nullable Endpoint identity(int number);
}
