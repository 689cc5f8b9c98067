package io.sextant.manifest;

import io.sextant.policy.Policy.Effect;
import java.util.ArrayList;
import java.util.List;

/** How the rules of a policy are marked, as the agent of Cilium marks those it derives. */
final class PolicyLabels {
  private static final String START = "k8s:io.cilium.k8s.policy.";

  private PolicyLabels() {}

  static List<String> derived(Metadata policy) {
    List<String> labels = new ArrayList<>();
    labels.add(START + "derived-from=" + policy.kind());
    labels.add(START + "name=" + policy.name());
    if (!policy.namespace().isEmpty()) {
      labels.add(START + "namespace=" + policy.namespace());
    }
    if (!policy.uid().isEmpty()) {
      labels.add(START + "uid=" + policy.uid());
    }
    return labels;
  }

  /** What its annotation says is to become of its verdicts. */
  static Effect effect(Metadata policy) {
    return policy.says(Metadata.AUDIT) ? Effect.AUDITED : Effect.ENFORCED;
  }
}
