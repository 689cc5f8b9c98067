package io.sextant.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which labels identities are made of. Labels that differ from pod to pod would give each pod an
 * identity of its own.
 *
 * <p>Of the rules whose prefix a label's key starts with, the longest decides. A label that no rule
 * speaks of is kept, unless some rule of the user's keeps labels: then only kept ones are.
 *
 * <p>Source: Cilium, "Limiting Identity-Relevant Labels"; prefixes in the place of its patterns.
 *
 * @param rules the longest prefix first
 * @param keepsOthers whether labels are kept that no rule speaks of
 */
public record LabelFilter(List<Rule> rules, boolean keepsOthers) {
  private static final List<Rule> BUILT_IN =
      Stream.of(
              "io.kubernetes.pod.namespace",
              "io.cilium.k8s.namespace.labels.",
              "io.cilium.k8s.policy.",
              "app.kubernetes.io/",
              "!io.kubernetes",
              "!kubernetes.io",
              "!k8s.io",
              "!beta.kubernetes.io",
              "!pod-template-generation",
              "!pod-template-hash",
              "!controller-revision-hash",
              "!controller-uid",
              "!annotation.",
              "!etcd_node",
              "!statefulset.kubernetes.io/pod-name",
              "!apps.kubernetes.io/pod-index",
              "!batch.kubernetes.io/job-completion-index",
              "!batch.kubernetes.io/controller-uid")
          .map(Rule::parse)
          .toList();

  /** Drops what is known to differ from pod to pod. */
  public static final LabelFilter DEFAULT = of(List.of());

  /**
   * What becomes of labels.
   *
   * @param prefix of the key, without the label's source
   */
  public record Rule(String prefix, boolean keep) {
    static Rule parse(String text) {
      boolean keep = !text.startsWith("!");
      String prefix = text.substring(keep ? 0 : 1);
      if (prefix.isBlank() || prefix.contains("=") || prefix.contains(" ")) {
        throw new IllegalArgumentException(
            "label rule \"%s\": must be the beginning of a key, as app, or !app to drop such labels"
                .formatted(text));
      }
      return new Rule(prefix, keep);
    }
  }

  public LabelFilter {
    rules =
        rules.stream()
            .sorted(Comparator.comparingInt((Rule rule) -> rule.prefix().length()).reversed())
            .toList();
  }

  /**
   * The built-in rules and some more, which win where both speak of a prefix.
   *
   * @param texts beginnings of keys; a {@code !} in front drops such labels
   */
  public static LabelFilter of(List<String> texts) {
    List<Rule> own = texts.stream().map(Rule::parse).toList();
    List<Rule> all = new ArrayList<>(own);
    all.addAll(BUILT_IN);
    return new LabelFilter(all, own.stream().noneMatch(Rule::keep));
  }

  /** Whether a label of this key is part of an identity. */
  public boolean keeps(String key) {
    for (Rule rule : rules) {
      if (key.startsWith(rule.prefix())) {
        return rule.keep();
      }
    }
    return keepsOthers;
  }
}
