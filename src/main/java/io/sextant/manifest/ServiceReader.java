package io.sextant.manifest;

import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.manifest.ClusterObject.EndpointSlice;
import io.sextant.manifest.ClusterObject.Service;
import io.sextant.manifest.ClusterObject.ServicePort;
import io.sextant.manifest.ClusterObject.SlicePort;
import io.sextant.policy.NamedPort;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code Service} of {@code v1} and {@code EndpointSlice} of {@code discovery.k8s.io/v1}. */
final class ServiceReader {
  private static final String OF_SERVICE = "kubernetes.io/service-name";
  private static final String HEADLESS = "None";

  private ServiceReader() {}

  static ClusterObject service(Metadata named, Fields metadata, Fields object) {
    Fields spec = new Fields(object.required("spec"), named.errors());
    return new Service(
        named.namespace(),
        named.name(),
        named.labels(),
        addresses(spec),
        spec.list("ports", port -> port(new Fields(port, named.errors()))),
        spec.get("selector", selector -> selector(selector, named.errors()), Map.of()));
  }

  static ClusterObject slice(Metadata named, Fields metadata, Fields object) {
    Errors errors = named.errors();
    boolean names = object.required("addressType").oneOf("IPv4", "IPv6", "FQDN").equals("FQDN");
    List<List<IpAddress>> ready =
        names
            ? List.of()
            : object.list("endpoints", endpoint -> ready(new Fields(endpoint, errors)));
    return new EndpointSlice(
        named.namespace(),
        named.name(),
        named.labels().getOrDefault(OF_SERVICE, ""),
        ready.stream().flatMap(List::stream).distinct().toList(),
        object.list("ports", port -> slicePort(new Fields(port, errors))));
  }

  /** Those of the cluster and those that the world knows it by. */
  private static List<IpAddress> addresses(Fields spec) {
    Set<IpAddress> addresses = new LinkedHashSet<>();
    spec.get("clusterIP", value -> add(value, addresses), true);
    spec.list("clusterIPs", value -> add(value, addresses));
    spec.list("externalIPs", value -> add(value, addresses));
    return List.copyOf(addresses);
  }

  private static boolean add(Value value, Set<IpAddress> addresses) {
    String text = value.text();
    return text.isEmpty() || text.equals(HEADLESS) || addresses.add(Ranges.address(value));
  }

  private static ServicePort port(Fields port) {
    L4Protocol protocol = EndpointReader.protocol(port);
    int number = PortNumbers.number(port.required("port"));
    Ports target =
        port.get(
            "targetPort",
            value ->
                value instanceof Value.Scalar(_, Value.Type type, _) && type == Value.Type.TEXT
                    ? new NamedPort(Naming.port(value), protocol)
                    : single(protocol, PortNumbers.number(value)),
            single(protocol, number));
    return new ServicePort(port.get("name", Value::text, ""), protocol, number, target);
  }

  private static Ports single(L4Protocol protocol, int number) {
    return new PortRange(protocol, number, number);
  }

  private static Map<String, String> selector(Value value, Errors errors) {
    Map<String, String> labels = new TreeMap<>();
    for (Value.Member member : value.members()) {
      labels.put(member.name(), errors.reading(() -> Naming.labelValue(member.value()), ""));
    }
    return labels;
  }

  /** Not said to be not ready counts as ready. */
  private static List<IpAddress> ready(Fields endpoint) {
    boolean ready =
        endpoint.get(
            "conditions",
            value -> new Fields(value, endpoint.errors()).get("ready", Value::truth, true),
            true);
    List<IpAddress> addresses = endpoint.list("addresses", Ranges::address);
    return ready ? addresses : List.of();
  }

  private static SlicePort slicePort(Fields port) {
    return new SlicePort(
        port.get("name", Value::text, ""),
        EndpointReader.protocol(port),
        port.get("port", PortNumbers::number, 0));
  }
}
