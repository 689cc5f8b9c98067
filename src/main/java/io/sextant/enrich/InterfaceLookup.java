package io.sextant.enrich;

import io.sextant.flow.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** Network devices of this node. */
public interface InterfaceLookup {

  /** The device with this index, or null. */
  @Nullable NetworkInterface networkInterface(int index);
}
