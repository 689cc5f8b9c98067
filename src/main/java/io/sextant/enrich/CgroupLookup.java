package io.sextant.enrich;

import io.sextant.flow.IpAddress;
import org.jspecify.annotations.Nullable;

/** Pods by the control group of their processes. */
public interface CgroupLookup {

  /** The IPv4 address of the pod that owns the control group, or null. */
  @Nullable IpAddress podV4(long cgroupId);

  /** The IPv6 address of the pod that owns the control group, or null. */
  @Nullable IpAddress podV6(long cgroupId);
}
