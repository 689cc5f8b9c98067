package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.manifest.ObjectName;
import io.sextant.policy.EnforcementMode;
import io.sextant.policy.Identity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has which identity, under the traits that some policies give.
 *
 * @param residents of this node, by name
 * @param addresses each once
 * @param troubles objects that could not be taken as they are
 */
record Population(
    Map<PodName, Resident> residents, Map<Cidr, AddressEntry> addresses, List<Trouble> troubles) {
  static final Population NOBODY = new Population(Map.of(), Map.of(), List.of());

  /** A pod of this node that is to be an endpoint. */
  record Resident(
      EndpointSpec spec,
      Identity identity,
      EnforcementMode mode,
      WantedEndpoint.Refusals refusals) {}

  /** What is wrong with an object that counts all the same, as far as it can. */
  record Trouble(ObjectName object, String problem) {}

  Population {
    residents = Collections.unmodifiableMap(new LinkedHashMap<>(residents));
    addresses = Collections.unmodifiableMap(new LinkedHashMap<>(addresses));
    troubles = List.copyOf(troubles);
  }

  /** Whether all bear the same numbers; what is wrong does not count. */
  boolean isAs(Population other) {
    return residents.equals(other.residents) && addresses.equals(other.addresses);
  }
}
