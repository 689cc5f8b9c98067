package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.NetworkInterface;
import java.util.List;

/**
 * By network device.
 *
 * @param wanted index 0 and the empty name stand for any
 */
public record Interfaces(List<NetworkInterface> wanted) implements Criterion {
  public Interfaces {
    wanted = List.copyOf(wanted);
  }

  @Override
  public boolean test(Event event) {
    NetworkInterface device = event instanceof Flow flow ? flow.networkInterface() : null;
    return device != null && wanted.stream().anyMatch(one -> fits(one, device));
  }

  @Override
  public int cost() {
    return 6;
  }

  private static boolean fits(NetworkInterface wanted, NetworkInterface device) {
    return (wanted.index() == 0 || wanted.index() == device.index())
        && (wanted.name().isEmpty() || wanted.name().equals(device.name()));
  }
}
