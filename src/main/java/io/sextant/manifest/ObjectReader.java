package io.sextant.manifest;

import io.sextant.flow.Nearest;
import io.sextant.manifest.Manifests.Item;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One document, or one item of a list, as an object; or as errors that say what is wrong. */
final class ObjectReader {
  /** How a kind is read. */
  private record Kind(String apiVersion, boolean namespaced, Body body) {}

  /** What stands beside the metadata. */
  interface Body {
    /**
     * Reads it.
     *
     * @param metadata its fields, for what only some kinds have
     * @throws BadValue for what makes reading on useless
     */
    ClusterObject read(Metadata named, Fields metadata, Fields object);
  }

  private static final String LIST = "List";
  private static final String POD = "Pod";

  /** Is a pod to all who ask. */
  private static final String ENDPOINT = "Endpoint";

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "NetworkPolicy",
              new Kind("networking.k8s.io/v1", true, NetworkPolicyReader::read),
              "CiliumNetworkPolicy",
              new Kind("cilium.io/v2", true, CiliumPolicyReader::read),
              "CiliumClusterwideNetworkPolicy",
              new Kind("cilium.io/v2", false, CiliumPolicyReader::read),
              "Namespace",
              new Kind("v1", false, NodeReader::namespace),
              "Node",
              new Kind("v1", false, NodeReader::node),
              POD,
              new Kind("v1", true, EndpointReader::pod),
              ENDPOINT,
              new Kind("sextant.io/v1", true, EndpointReader::endpoint),
              "Service",
              new Kind("v1", true, ServiceReader::service),
              "EndpointSlice",
              new Kind("discovery.k8s.io/v1", true, ServiceReader::slice)));

  private final Errors errors;
  private final Consumer<Item> items;

  ObjectReader(Errors errors, Consumer<Item> items) {
    this.errors = errors;
    this.items = items;
  }

  /**
   * @throws BadValue for a document that is no object
   */
  void read(Value value) {
    Fields fields = new Fields(value, errors);
    Value kind = fields.required("kind");
    String name = kind.name();
    if (name.endsWith(LIST) && fields.has("items")) {
      list(fields);
      return;
    }
    Kind known = KINDS.get(name);
    if (known == null) {
      String all = String.join(", ", KINDS.keySet());
      String hint = Nearest.hint(name, KINDS.keySet().stream());
      throw kind.bad(Value.Scalar.quoted(name) + " is not read; these are: " + all + hint);
    }
    object(fields, name, known);
  }

  /** Each item stands or falls alone. */
  private void list(Fields list) {
    list.required("apiVersion").name();
    list.ignore("metadata");
    for (Value item : list.required("items").items()) {
      errors.about(null);
      errors.reading(
          () -> {
            read(item);
            return true;
          },
          false);
    }
    errors.about(null);
    list.done();
  }

  private void object(Fields fields, String kind, Kind known) {
    int before = errors.count();
    Fields metadata = new Fields(fields.required("metadata"), errors);
    String whose = kind.equals(ENDPOINT) ? POD : kind;
    ObjectName name = Metadata.name(metadata, whose, known.namespaced());
    errors.about(name);
    errors.reading(
        () -> {
          fields.required("apiVersion").oneOf(known.apiVersion());
          ClusterObject object = known.body().read(Metadata.read(metadata, name), metadata, fields);
          if (errors.count() == before) {
            items.accept(new Item(errors.location(fields.value().place()), object));
          }
          return true;
        },
        false);
  }
}
