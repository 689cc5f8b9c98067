package io.sextant.bench;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.ObjectName;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A large cluster: 50 namespaces, each with 100 apps of 20 tiers and 20 policies. Every app has an
 * identity of its own and one pod; the first ten of each namespace are on this node.
 */
final class PolicyCluster {
  static final int NAMESPACES = 50;
  static final int APPS = 100;
  static final int TIERS = 20;
  static final int LOCAL_APPS = 10;

  private static final int PODS_FROM = 0x0a400000;

  private final Map<ObjectName, ClusterObject> objects = new HashMap<>();

  PolicyCluster() {
    for (int namespace = 0; namespace < NAMESPACES; namespace++) {
      put(new ClusterObject.Namespace(name(namespace), Map.of("team", "t" + namespace % 10)));
      for (int app = 0; app < APPS; app++) {
        put(pod(namespace, app, "stable"));
      }
      for (int tier = 0; tier < TIERS; tier++) {
        put(new ClusterObject.PolicyObject(List.of(policy(namespace, tier))));
      }
    }
  }

  ClusterObjects objects() {
    return new ClusterObjects(objects);
  }

  /** The same with one label of one pod of this node changed. */
  ClusterObjects relabelled(int namespace, int app, String track) {
    put(pod(namespace, app, track));
    return objects();
  }

  /** The same with or without one more policy about every endpoint. */
  ClusterObjects watched(boolean isWatched) {
    Policy watch =
        new Policy(
            "CiliumClusterwideNetworkPolicy",
            "",
            "watch",
            List.of(),
            LabelSelector.ALL,
            Section.also(Rule.allow(tier(0, 2), PortRange.tcp(9091))),
            Section.ABSENT);
    ClusterObject object = new ClusterObject.PolicyObject(List.of(watch));
    if (isWatched) {
      put(object);
    } else {
      objects.remove(object.name());
    }
    return objects();
  }

  /** The device of a pod that is on this node. */
  static String device(int namespace, int app) {
    return "sxb" + (namespace * LOCAL_APPS + app);
  }

  private void put(ClusterObject object) {
    objects.put(object.name(), object);
  }

  private static ClusterObject.Pod pod(int namespace, int app, String track) {
    return new ClusterObject.Pod(
        name(namespace),
        "app-" + app,
        "",
        Map.of("app", "app-" + app, "tier", "tier-" + app % TIERS, "track", track),
        "default",
        "",
        false,
        List.of(IpAddress.ofV4(PODS_FROM + namespace * APPS + app)),
        Map.of(),
        app < LOCAL_APPS ? device(namespace, app) : "",
        ClusterObject.Enforcement.OF_NODE,
        false,
        "",
        List.of());
  }

  /** About one tier: from the tier above, its own and whoever watches; to the tier below. */
  private static Policy policy(int namespace, int tier) {
    Section ingress =
        Section.only(
            Rule.allow(tier(namespace, (tier + 1) % TIERS), PortRange.tcp(8080)),
            Rule.allow(tier(namespace, tier), PortRange.tcp(7000 + tier)),
            Rule.allow(tier(0, 0), PortRange.tcp(9090)));
    Section egress =
        Section.only(
            Rule.allow(tier(namespace, (tier + TIERS - 1) % TIERS), PortRange.tcp(8080)),
            Rule.allow(tier((namespace + 1) % NAMESPACES, tier), PortRange.tcp(443)),
            Rule.allow(tier(0, 1), PortRange.udp(53), PortRange.tcp(53)),
            Rule.allow(
                Policy.Range.outside(Cidr.parse("198.18." + namespace + ".0/24")),
                PortRange.tcp(443)));
    return new Policy(
        "NetworkPolicy",
        name(namespace),
        "tier-" + tier,
        List.of(),
        LabelSelector.ALL.with("k8s:tier", "tier-" + tier),
        ingress,
        egress);
  }

  private static Policy.Pods tier(int namespace, int tier) {
    return new Policy.Pods(
        LabelSelector.ALL
            .with(LabelSelector.NAMESPACE, name(namespace))
            .with("k8s:tier", "tier-" + tier));
  }

  private static String name(int namespace) {
    return "ns-" + namespace;
  }
}
