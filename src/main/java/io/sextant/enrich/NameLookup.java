package io.sextant.enrich;

import java.util.List;

/** DNS names as the endpoints of this node looked them up. */
public interface NameLookup {

  /** Names that the endpoint was given this address for, without trailing dots; may be empty. */
  List<String> names(int endpointId, long high, long low);
}
