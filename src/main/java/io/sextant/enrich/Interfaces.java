package io.sextant.enrich;

import io.sextant.flow.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** Devices by index; those without a name are remembered, so that each is made once. */
final class Interfaces {
  private static final int PLACES = 256;

  private final @Nullable NetworkInterface[] nameless = new @Nullable NetworkInterface[PLACES];

  /** Null for index 0. */
  @Nullable NetworkInterface at(ClusterView view, int index) {
    if (index == 0) {
      return null;
    }
    NetworkInterface known = view.networkInterface(index);
    return known != null ? known : nameless(index);
  }

  private NetworkInterface nameless(int index) {
    int place = index & (PLACES - 1);
    NetworkInterface device = nameless[place];
    if (device == null || device.index() != index) {
      device = new NetworkInterface(index, "");
      nameless[place] = device;
    }
    return device;
  }
}
