package io.sextant.manifest;

import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObject.Enforcement;
import io.sextant.manifest.ClusterObject.Owner;
import io.sextant.manifest.ClusterObject.Pod;
import io.sextant.policy.NamedPort;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes an endpoint: {@code Pod} of {@code v1}, of which only what matters here is read, and
 * {@code Endpoint} of {@code sextant.io/v1}, of which all is.
 */
final class EndpointReader {
  private static final String DEVICE_NAME = "[^/\\s]{1,15}";

  private EndpointReader() {}

  static ClusterObject pod(Metadata named, Fields metadata, Fields object) {
    Errors errors = named.errors();
    Fields spec = new Fields(object.required("spec"), errors);
    Fields status =
        object.get(
            "status", value -> new Fields(value, errors), Fields.none(object.value(), errors));
    Map<NamedPort, Integer> ports = new HashMap<>();
    spec.list("initContainers", container -> sidecar(container, errors, ports));
    spec.list("containers", container -> ports(new Fields(container, errors), ports));
    return new Pod(
        named.namespace(),
        named.name(),
        named.uid(),
        named.labels(),
        spec.get("serviceAccountName", Value::text, ""),
        spec.get("nodeName", Value::text, ""),
        spec.get("hostNetwork", Value::truth, false),
        isOver(status) ? List.of() : addresses(status, errors),
        ports,
        annotatedDevice(named),
        enforcement(named),
        named.says(Metadata.AUDIT),
        metadata.get("generateName", Value::text, ""),
        metadata.list("ownerReferences", owner -> owner(owner, errors)));
  }

  static ClusterObject endpoint(Metadata named, Fields metadata, Fields object) {
    Errors errors = named.errors();
    Fields spec = new Fields(object.required("spec"), errors);
    Map<NamedPort, Integer> ports = new HashMap<>();
    spec.list(
        "ports",
        value -> {
          Fields port = new Fields(value, errors);
          boolean added = addPort(port, "port", ports);
          port.done();
          return added;
        });
    Pod pod =
        new Pod(
            named.namespace(),
            named.name(),
            named.uid(),
            named.labels(),
            spec.get("serviceAccount", Value::text, ""),
            "",
            false,
            spec.list("addresses", Ranges::address),
            ports,
            errors.reading(() -> device(spec.required("device")), ""),
            enforcement(named),
            named.says(Metadata.AUDIT),
            "",
            List.of());
    spec.done();
    object.done();
    if (pod.addresses().isEmpty()) {
      throw spec.value().bad("addresses: at least one is needed");
    }
    return pod;
  }

  /** Its addresses may belong to another pod by now. */
  private static boolean isOver(Fields status) {
    String phase = status.get("phase", Value::text, "");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static List<IpAddress> addresses(Fields status, Errors errors) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    status.get(
        "podIP", value -> value.text().isEmpty() || addresses.add(Ranges.address(value)), true);
    addresses.addAll(
        status.list("podIPs", item -> Ranges.address(new Fields(item, errors).required("ip"))));
    return List.copyOf(addresses);
  }

  /** A container that goes on beside the others has ports; one that ends before them has none. */
  private static boolean sidecar(Value value, Errors errors, Map<NamedPort, Integer> ports) {
    Fields container = new Fields(value, errors);
    return container.get("restartPolicy", Value::text, "").equals("Always")
        && ports(container, ports);
  }

  private static boolean ports(Fields container, Map<NamedPort, Integer> ports) {
    return container
        .list(
            "ports", port -> addPort(new Fields(port, container.errors()), "containerPort", ports))
        .contains(true);
  }

  private static boolean addPort(Fields port, String numberField, Map<NamedPort, Integer> ports) {
    L4Protocol protocol = protocol(port);
    int number = PortNumbers.number(port.required(numberField));
    Value name = port.get("name");
    if (name != null && !name.text().isEmpty()) {
      ports.putIfAbsent(new NamedPort(Naming.port(name), protocol), number);
      return true;
    }
    return false;
  }

  static L4Protocol protocol(Fields port) {
    return port.get(
        "protocol", value -> L4Protocol.valueOf(value.oneOf("TCP", "UDP", "SCTP")), L4Protocol.TCP);
  }

  private static String annotatedDevice(Metadata named) {
    Value value = named.annotations().get(Metadata.DEVICE);
    return value == null ? "" : named.errors().reading(() -> device(value), "");
  }

  private static String device(Value value) {
    if (!value.name().matches(DEVICE_NAME)) {
      throw value.bad(
          value.what() + " is no name of a device: 1 to 15 letters, without / or blank");
    }
    return value.text();
  }

  private static Enforcement enforcement(Metadata named) {
    Value value = named.annotations().get(Metadata.ENFORCEMENT);
    return value == null
        ? Enforcement.OF_NODE
        : named
            .errors()
            .reading(
                () ->
                    switch (value.oneOf("default", "always", "never")) {
                      case "always" -> Enforcement.ALWAYS;
                      case "never" -> Enforcement.NEVER;
                      default -> Enforcement.DEFAULT;
                    },
                Enforcement.OF_NODE);
  }

  private static Owner owner(Value value, Errors errors) {
    Fields owner = new Fields(value, errors);
    return new Owner(
        owner.required("kind").name(),
        owner.required("name").name(),
        owner.get("controller", Value::truth, false));
  }
}
