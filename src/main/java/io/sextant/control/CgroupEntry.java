package io.sextant.control;

import io.sextant.flow.IpAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pod that owns a control group.
 *
 * @param addresses as the pod's status says; what is no address is passed over
 */
public record CgroupEntry(long id, String namespace, String podName, List<String> addresses) {
  public CgroupEntry {
    addresses = List.copyOf(addresses);
  }

  @Nullable IpAddress v4() {
    return first(true);
  }

  @Nullable IpAddress v6() {
    return first(false);
  }

  private @Nullable IpAddress first(boolean v4) {
    return addresses.stream()
        .map(IpAddress::parseOrNull)
        .filter(address -> address != null && address.isV4() == v4)
        .map(Objects::requireNonNull)
        .findFirst()
        .orElse(null);
  }
}
