package io.sextant.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.manifest.ClusterObject.PolicyObject;
import io.sextant.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Manifests of the shop, and what is made of them. */
final class TestManifests {
  static final String CART =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: cart
        namespace: shop
      spec:
        podSelector:
          matchLabels:
            app: cart
        ingress:
        - from:
          - podSelector:
              matchLabels: {app: frontend}
          ports:
          - port: 7070
      """;

  static final String REVIEWS =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata:
        name: reviews
        namespace: shop
      spec:
        endpointSelector:
          matchLabels:
            app: reviews
        ingress:
        - fromEndpoints:
          - matchLabels:
              app: frontend
          toPorts:
          - ports:
            - port: "8080"
              protocol: TCP
      """;

  private TestManifests() {}

  static Manifests read(String text) {
    return Manifests.read("shop.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The only object, which is without fault. */
  static ClusterObject object(String text) {
    Manifests manifests = read(text);
    assertThat(manifests.errors()).isEmpty();
    assertThat(manifests.items()).hasSize(1);
    return manifests.items().getFirst().object();
  }

  /** The only policy. */
  static Policy policy(String text) {
    List<Policy> policies = ((PolicyObject) object(text)).policies();
    assertThat(policies).hasSize(1);
    return policies.getFirst();
  }

  /** What is wrong, as people read it; no object is left. */
  static List<String> problems(String text) {
    Manifests manifests = read(text);
    assertThat(manifests.items()).isEmpty();
    return manifests.errors().stream().map(ManifestError::toString).toList();
  }

  /** A policy of Kubernetes for all pods of the shop. */
  static String standard(String spec) {
    return """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: rules, namespace: shop}
    spec:
    """
        + spec.indent(2);
  }

  /** A policy of Cilium for all endpoints of the shop. */
  static String cilium(String spec) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: rules, namespace: shop}
    spec:
      endpointSelector: {}
    """
        + spec.indent(2);
  }

  /** The same for all of the cluster. */
  static String clusterwide(String spec) {
    return """
    apiVersion: cilium.io/v2
    kind: CiliumClusterwideNetworkPolicy
    metadata: {name: rules}
    spec:
      endpointSelector: {}
    """
        + spec.indent(2);
  }
}
