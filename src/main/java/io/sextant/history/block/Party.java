package io.sextant.history.block;

import io.sextant.flow.Endpoint;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Service;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of flows.
 *
 * @param hasAddress whether the address is known
 * @param high first half of the address, see {@link IpAddress}
 * @param names DNS names that the other side looked the address up by
 */
public record Party(
    Endpoint endpoint,
    boolean hasAddress,
    long high,
    long low,
    List<String> names,
    @Nullable Service service) {

  /** Null without {@link #hasAddress}. */
  public @Nullable IpAddress address() {
    return hasAddress ? new IpAddress(high, low) : null;
  }
}
