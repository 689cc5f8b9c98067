package io.sextant.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * One workload of the shop.
 *
 * @param namespace Kubernetes namespace
 * @param name of the workload and of its service in DNS
 * @param kind what makes its pods
 * @param replicas how many pods
 * @param port TCP port that its pods serve, 0 for none
 */
record ShopWorkload(String namespace, String name, Kind kind, int replicas, int port) {
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /** Who makes the pods; says how they are named. */
  enum Kind {
    DEPLOYMENT("Deployment"),
    STATEFUL_SET("StatefulSet"),
    JOB("Job");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  ShopWorkload {
    if (replicas < 1) {
      throw new IllegalArgumentException(name + " needs a replica");
    }
  }

  /** Name under which clients find it. */
  String dnsName() {
    return name + "." + namespace + ".svc.cluster.local";
  }

  /** Name of the pod with the given ordinal, in the manner of Kubernetes. */
  String podName(int ordinal, RandomGenerator random) {
    return switch (kind) {
      case DEPLOYMENT -> name + "-" + templateHash() + "-" + letters(5, random);
      case STATEFUL_SET -> name + "-" + ordinal;
      case JOB -> name + "-" + letters(5, random);
    };
  }

  /** Labels that its pods' identity is made of. */
  List<String> labels(String cluster) {
    List<String> labels = new ArrayList<>();
    labels.add("k8s:app=" + name);
    labels.add("k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=" + namespace);
    labels.add("k8s:io.cilium.k8s.policy.cluster=" + cluster);
    labels.add("k8s:io.cilium.k8s.policy.serviceaccount=" + name);
    labels.add("k8s:io.kubernetes.pod.namespace=" + namespace);
    if (name.equals("coredns")) {
      labels.add("k8s:k8s-app=kube-dns");
    }
    return labels;
  }

  private String templateHash() {
    return String.format(Locale.ROOT, "%08x", (namespace + "/" + name).hashCode()).substring(0, 8);
  }

  private static String letters(int count, RandomGenerator random) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return text.toString();
  }
}
