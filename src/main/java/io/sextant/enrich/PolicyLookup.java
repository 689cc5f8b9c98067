package io.sextant.enrich;

import io.sextant.flow.PolicyAttribution;
import org.jspecify.annotations.Nullable;

/** Which policies a verdict came from. */
public interface PolicyLookup {

  /**
   * The policies behind an entry of an endpoint's policy map, or null.
   *
   * @param endpointId the endpoint that was judged for
   * @param key see {@link PolicyKey}
   */
  @Nullable PolicyAttribution policies(int endpointId, long key);

  /** The policies of the rule that a verdict's cookie names, or null. */
  @Nullable PolicyAttribution rule(int cookie);
}
