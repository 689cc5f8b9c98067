package io.sextant.control;

import io.sextant.manifest.ClusterObject;
import io.sextant.policy.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The labels of a pod's identity, as Cilium makes them of the pod and its namespace. */
final class PodLabels {
  private static final String SOURCE = "k8s:";
  private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";
  private static final String CLUSTER = "io.cilium.k8s.policy.cluster";
  private static final String SERVICE_ACCOUNT = "io.cilium.k8s.policy.serviceaccount";

  private final String cluster;
  private final LabelFilter filter;

  PodLabels(String cluster, LabelFilter filter) {
    this.cluster = cluster;
    this.filter = filter;
  }

  /**
   * Sorted.
   *
   * @param namespaceLabels none when the namespace is not known; its name is a label anyway
   */
  List<String> of(ClusterObject.Pod pod, Map<String, String> namespaceLabels) {
    List<String> labels = new ArrayList<>();
    labels.add(LabelSelector.NAMESPACE + "=" + pod.namespace());
    pod.labels().forEach((key, value) -> add(labels, key, value));
    namespaceLabels.forEach((key, value) -> add(labels, NAMESPACE_LABELS + key, value));
    if (!namespaceLabels.containsKey(NAMESPACE_NAME)) {
      add(labels, NAMESPACE_LABELS + NAMESPACE_NAME, pod.namespace());
    }
    add(labels, CLUSTER, cluster);
    if (!pod.serviceAccount().isEmpty()) {
      add(labels, SERVICE_ACCOUNT, pod.serviceAccount());
    }
    return labels.stream().distinct().sorted().toList();
  }

  private void add(List<String> labels, String key, String value) {
    if (filter.keeps(key)) {
      labels.add(SOURCE + key + "=" + value);
    }
  }
}
