package io.sextant.agent;

import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Endpoint;
import io.sextant.flow.Cidr;
import java.util.Collections;
import java.util.Map;

/**
 * What the kernel's maps are to hold, or hold. A view, since addresses are many.
 *
 * @param endpoints by device number
 * @param addresses identities by prefix
 */
record Target(Map<Integer, Endpoint> endpoints, Map<AddressPrefix, Integer> addresses) {
  static final Target EMPTY = new Target(Map.of(), Map.of());

  Target {
    endpoints = Collections.unmodifiableMap(endpoints);
    addresses = Collections.unmodifiableMap(addresses);
  }

  static AddressPrefix prefix(Cidr range) {
    return new AddressPrefix(range.address().toInetAddress(), range.length());
  }
}
