package io.sextant.control;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.ObjectName;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small cluster: ships of two fleets, each a pod on the node {@code quay}. */
final class Harbour {
  static final String NODE = "quay";
  static final IpAddress OWN = IpAddress.parse("10.0.0.1");
  static final IpAddress OTHER_NODE = IpAddress.parse("10.0.0.2");
  static final IpAddress LIGHTHOUSE = IpAddress.parse("198.51.100.7");
  static final IpAddress ISLAND = IpAddress.parse("203.0.113.9");
  static final PlannerSettings SETTINGS = PlannerSettings.of(NODE, "sea", List.of(OWN));

  private final Map<ObjectName, ClusterObject> objects = new LinkedHashMap<>();

  Harbour() {
    put(new ClusterObject.Namespace("red", Map.of("sea", "north")));
    put(new ClusterObject.Namespace("blue", Map.of("sea", "south")));
    put(new ClusterObject.Node("reef", Map.of(), List.of(OTHER_NODE)));
  }

  /** Four ships, two of each fleet. */
  static Harbour withShips() {
    Harbour harbour = new Harbour();
    harbour.ship("red", "tug", 11, Map.of("kind", "tug"));
    harbour.ship("red", "ferry", 12, Map.of("kind", "ferry"));
    harbour.ship("blue", "tug", 13, Map.of("kind", "tug"));
    harbour.ship("blue", "cutter", 14, Map.of("kind", "cutter"));
    return harbour;
  }

  Harbour put(ClusterObject object) {
    objects.put(object.name(), object);
    return this;
  }

  Harbour remove(ObjectName name) {
    objects.remove(name);
    return this;
  }

  Harbour ship(String fleet, String name, int berth, Map<String, String> labels) {
    return put(pod(fleet, name, berth, labels, Map.of(), "sxt" + berth));
  }

  /** So many pods elsewhere, each with labels of its own. */
  Harbour crowd(int count) {
    for (int i = 0; i < count; i++) {
      put(
          new ClusterObject.Pod(
              "red",
              "p" + i,
              "",
              Map.of("n", "" + i),
              "",
              "",
              false,
              List.of(IpAddress.ofV4(0x0a800000 + i)),
              Map.of(),
              "",
              ClusterObject.Enforcement.OF_NODE,
              false,
              "",
              List.of()));
    }
    return this;
  }

  /** A pod as the runtime tells of it, before its object is known. */
  static EndpointSpec told(String name, int berth) {
    return new EndpointSpec(
        "red", name, "u", List.of("reserved:init"), null, List.of(berth(berth)), "sxt" + berth);
  }

  static IpAddress berth(int number) {
    return IpAddress.parse("10.1.0." + number);
  }

  static ClusterObject.Pod pod(
      String namespace,
      String name,
      int berth,
      Map<String, String> labels,
      Map<NamedPort, Integer> ports,
      String device) {
    return new ClusterObject.Pod(
        namespace,
        name,
        "uid-" + name,
        labels,
        "",
        "",
        false,
        List.of(berth(berth)),
        ports,
        device,
        ClusterObject.Enforcement.OF_NODE,
        false,
        "",
        List.of());
  }

  static NamedPort radio() {
    return new NamedPort("radio", L4Protocol.TCP);
  }

  /** A policy about a fleet. */
  static Policy policy(
      String fleet, String name, LabelSelector subject, Section ingress, Section egress) {
    return new Policy("NetworkPolicy", fleet, name, List.of(), subject, ingress, egress);
  }

  Harbour put(Policy policy) {
    return put(new ClusterObject.PolicyObject(List.of(policy)));
  }

  static Policy.Range pods(String range, String... except) {
    List<Cidr> holes = new ArrayList<>();
    for (String hole : except) {
      holes.add(Cidr.parse(hole));
    }
    return new Policy.Range(Cidr.parse(range), holes, Policy.Reach.PODS_TOO);
  }

  ClusterObjects objects() {
    return new ClusterObjects(objects);
  }

  Wanted wanted() {
    return Wanted.NOTHING.with(objects());
  }
}
