package io.sextant.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Picks sets of labels; all requirements must hold, and none means all.
 *
 * @param requirements on labels by their full key, such as {@code k8s:app}, or {@code any:app}
 *     where the source of the label does not matter
 */
public record LabelSelector(List<Requirement> requirements) {
  /** Label key of a pod's namespace. */
  public static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

  /** Label keys of the labels of a pod's namespace start so. */
  public static final String NAMESPACE_LABELS = "k8s:io.cilium.k8s.namespace.labels.";

  /** Picks everything. */
  public static final LabelSelector ALL = new LabelSelector(List.of());

  private static final String ANY_SOURCE = "any:";

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
      List<String> found = valuesIn(labels);
      return switch (operator) {
        case IN -> found.stream().anyMatch(values::contains);
        case NOT_IN -> found.stream().noneMatch(values::contains);
        case EXISTS -> !found.isEmpty();
        case DOES_NOT_EXIST -> found.isEmpty();
      };
    }

    boolean isOfAnySource() {
      return key.startsWith(ANY_SOURCE);
    }

    /** The values that labels have for this key. */
    List<String> valuesIn(List<String> labels) {
      List<String> found = new ArrayList<>(1);
      for (String each : labels) {
        String label = isOfAnySource() ? ANY_SOURCE + withoutSource(each) : each;
        if (label.startsWith(key)) {
          if (label.length() == key.length()) {
            found.add("");
          } else if (label.charAt(key.length()) == '=') {
            found.add(label.substring(key.length() + 1));
          }
        }
      }
      return found;
    }

    /** As in {@code k8s:app in (cart, checkout)}. */
    @Override
    public String toString() {
      return switch (operator) {
        case IN -> values.size() == 1 ? key + "=" + values.getFirst() : key + " in " + listed();
        case NOT_IN -> key + " not in " + listed();
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
      };
    }

    private String listed() {
      return "(" + String.join(", ", values) + ")";
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
    for (Requirement requirement : requirements) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }

  /** As in {@code k8s:app=cart, k8s:tier in (a, b)}; {@code all} for {@link #ALL}. */
  @Override
  public String toString() {
    return requirements.isEmpty()
        ? "all"
        : requirements.stream().map(Requirement::toString).collect(Collectors.joining(", "));
  }

  private static String withoutSource(String label) {
    return label.substring(label.indexOf(':') + 1);
  }
}
