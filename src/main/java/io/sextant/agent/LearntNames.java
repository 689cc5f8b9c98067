package io.sextant.agent;

import io.sextant.flow.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * DNS names by address, as answers told them; the oldest addresses go when there are too many. Safe
 * for all threads.
 */
final class LearntNames {
  private static final int MAX_ADDRESSES = 10_000;
  private static final int MAX_NAMES = 16;

  private final Map<IpAddress, List<String>> names = new LinkedHashMap<>();

  /** True when something was new. */
  synchronized boolean learn(String name, List<IpAddress> addresses) {
    boolean isNew = false;
    for (IpAddress address : addresses) {
      List<String> known = names.getOrDefault(address, List.of());
      if (!known.contains(name)) {
        isNew = true;
        names.put(
            address, Stream.concat(Stream.of(name), known.stream()).limit(MAX_NAMES).toList());
      }
    }
    while (names.size() > MAX_ADDRESSES) {
      names.remove(names.keySet().iterator().next());
    }
    return isNew;
  }

  synchronized Map<IpAddress, List<String>> all() {
    return Map.copyOf(names);
  }
}
