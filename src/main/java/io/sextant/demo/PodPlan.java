package io.sextant.demo;

import io.sextant.flow.IpAddress;

/**
 * A pod before it exists: who it is and where it will live.
 *
 * @param number unique while the demo runs; the device on the node and the addresses follow from it
 * @param ipv4 its address in {@link Addresses#POD_POOL_V4}
 * @param ipv6 its address in {@link Addresses#POD_POOL_V6}
 */
record PodPlan(int number, ShopWorkload workload, String podName, IpAddress ipv4, IpAddress ipv6) {

  /** The node's side of the pod's veth pair. */
  String hostDevice() {
    return "lxc" + number;
  }

  /** Short name of its network namespace, behind the demo's prefix. */
  String namespaceSuffix() {
    return podName;
  }
}
