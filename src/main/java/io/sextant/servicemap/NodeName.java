package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Identities;
import io.sextant.flow.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which node of the map an endpoint belongs to.
 *
 * @param id unique and stable: {@code shop/cart}, {@code reserved:world}, {@code cidr:10.0.0.0/8},
 *     {@code name:api.example.com}, {@code identity:4711}
 * @param namespace of a workload or pod, else empty
 * @param workloadKind as {@code Deployment}, else empty
 */
public record NodeName(
    String id, NodeKind kind, String name, String namespace, String workloadKind) {

  private static final String CIDR = "cidr:";

  /** Labels that name what a pod belongs to, where its owner is not known; the first one counts. */
  private static final List<String> APP_LABELS =
      List.of("k8s:app.kubernetes.io/name=", "k8s:app=", "k8s:k8s-app=", "k8s:name=");

  /**
   * The workload, else the pod, else the DNS name, else address range or reserved identity.
   *
   * @param dnsNames of the endpoint's address, the best first
   */
  public static NodeName of(Endpoint endpoint, List<String> dnsNames) {
    if (!endpoint.workloads().isEmpty()) {
      Workload workload = endpoint.workloads().getFirst();
      return inside(NodeKind.WORKLOAD, endpoint.namespace(), workload.name(), workload.kind());
    }
    if (!endpoint.namespace().isEmpty() || !endpoint.podName().isEmpty()) {
      String app = label(endpoint, APP_LABELS);
      return app == null
          ? inside(NodeKind.POD, endpoint.namespace(), podOrIdentity(endpoint), "")
          : inside(NodeKind.WORKLOAD, endpoint.namespace(), app, "");
    }
    return dnsNames.isEmpty() ? outside(endpoint) : named(dnsNames.getFirst());
  }

  private static NodeName inside(NodeKind kind, String namespace, String name, String workload) {
    String id = namespace.isEmpty() ? name : namespace + "/" + name;
    return new NodeName(id, kind, name, namespace, workload);
  }

  private static NodeName named(String dnsName) {
    return new NodeName("name:" + dnsName, NodeKind.NAME, dnsName, "", "");
  }

  private static NodeName outside(Endpoint endpoint) {
    String cidr = label(endpoint, List.of(CIDR));
    if (cidr != null) {
      String shown = cidr.replaceFirst("/(32|128)$", "");
      return new NodeName(CIDR + cidr, NodeKind.CIDR, shown, "", "");
    }
    String reserved = Identities.reservedName(endpoint.identity());
    return reserved == null
        ? new NodeName(
            "identity:" + endpoint.identity(),
            NodeKind.RESERVED,
            "identity " + endpoint.identity(),
            "",
            "")
        : new NodeName("reserved:" + reserved, NodeKind.RESERVED, reserved, "", "");
  }

  private static String podOrIdentity(Endpoint endpoint) {
    return endpoint.podName().isEmpty() ? "identity " + endpoint.identity() : endpoint.podName();
  }

  private static @Nullable String label(Endpoint endpoint, List<String> prefixes) {
    for (String prefix : prefixes) {
      for (String label : endpoint.labels()) {
        if (label.startsWith(prefix)) {
          return label.substring(prefix.length());
        }
      }
    }
    return null;
  }
}
