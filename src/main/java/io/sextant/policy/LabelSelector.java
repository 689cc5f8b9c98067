package io.sextant.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Picks sets of labels; all requirements must hold, and none means all.
 *
 * @param requirements on labels by their full key, such as {@code k8s:app}
 */
public record LabelSelector(List<Requirement> requirements) {
  /** Label key of a pod's namespace. */
  public static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

  /** Picks everything. */
  public static final LabelSelector ALL = new LabelSelector(List.of());

  /** How a requirement compares. */
  public enum Operator {
    /** The label is there and has one of the values. */
    IN,
    /** The label is not there, or has none of the values. */
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** One condition on one label. */
  public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
      boolean needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
      if (needsValues == values.isEmpty()) {
        throw new IllegalArgumentException(
            "requirement on %s: %s takes %s"
                .formatted(key, operator, needsValues ? "values" : "no values"));
      }
    }

    boolean holds(List<String> labels) {
      String start = key + "=";
      List<String> found =
          labels.stream()
              .filter(label -> label.startsWith(start) || label.equals(key))
              .map(label -> label.equals(key) ? "" : label.substring(start.length()))
              .toList();
      return switch (operator) {
        case IN -> found.stream().anyMatch(values::contains);
        case NOT_IN -> found.stream().noneMatch(values::contains);
        case EXISTS -> !found.isEmpty();
        case DOES_NOT_EXIST -> found.isEmpty();
      };
    }
  }

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** The same with one more condition: the label has this value. */
  public LabelSelector with(String key, String value) {
    return with(new Requirement(key, Operator.IN, List.of(value)));
  }

  /** The same with one more condition. */
  public LabelSelector with(Requirement requirement) {
    List<Requirement> more = new ArrayList<>(requirements);
    more.add(requirement);
    return new LabelSelector(more);
  }

  /** Whether a set of labels is picked. */
  public boolean matches(List<String> labels) {
    return requirements.stream().allMatch(requirement -> requirement.holds(labels));
  }
}
