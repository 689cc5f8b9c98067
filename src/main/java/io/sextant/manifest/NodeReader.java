package io.sextant.manifest;

import io.sextant.flow.IpAddress;
import io.sextant.manifest.ClusterObject.Namespace;
import io.sextant.manifest.ClusterObject.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code Node} and {@code Namespace} of {@code v1}: what has no namespace. */
final class NodeReader {
  private static final String OWN_NAME = "kubernetes.io/metadata.name";

  private NodeReader() {}

  static ClusterObject node(Metadata named, Fields metadata, Fields object) {
    Errors errors = named.errors();
    Fields status =
        object.get(
            "status", value -> new Fields(value, errors), Fields.none(object.value(), errors));
    List<List<IpAddress>> addresses =
        status.list("addresses", address -> address(new Fields(address, errors)));
    return new Node(
        named.name(), named.labels(), addresses.stream().flatMap(List::stream).distinct().toList());
  }

  /** An API server adds the label with the name; a file may have left it to it. */
  static ClusterObject namespace(Metadata named, Fields metadata, Fields object) {
    Map<String, String> labels = new TreeMap<>(named.labels());
    labels.putIfAbsent(OWN_NAME, named.name());
    return new Namespace(named.name(), labels);
  }

  /** Host names are no addresses. */
  private static List<IpAddress> address(Fields address) {
    return switch (address.required("type").name()) {
      case "InternalIP", "ExternalIP" -> List.of(Ranges.address(address.required("address")));
      default -> List.of();
    };
  }
}
