package io.sextant.filter;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requirements on labels, as in Kubernetes' selectors, that must all hold. */
public record LabelSelector(List<Requirement> requirements) {
  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /**
   * A requirement on the label with a key.
   *
   * @param source of the label, or null for any
   */
  public record Requirement(@Nullable String source, String key, Condition condition) {
    boolean holds(List<String> labels) {
      String value = null;
      for (int i = 0; i < labels.size() && value == null; i++) {
        value = valueIn(labels.get(i));
      }
      return condition.holds(value);
    }

    /** The value in a text {@code source:key=value} if source and key are these, else null. */
    private @Nullable String valueIn(String label) {
      int equals = label.indexOf('=');
      int end = equals < 0 ? label.length() : equals;
      int start = label.lastIndexOf(':', end) < 0 ? 0 : label.indexOf(':') + 1;
      boolean sameKey = end - start == key.length() && label.startsWith(key, start);
      if (!sameKey || !(source == null || isFrom(label, start - 1, source))) {
        return null;
      }
      return equals < 0 ? "" : label.substring(equals + 1);
    }

    private static boolean isFrom(String label, int length, String source) {
      return length == source.length() && label.startsWith(source);
    }
  }

  /** What is asked of a label's value. */
  public sealed interface Condition {

    /**
     * Whether a value fits.
     *
     * @param value null if there is no such label
     */
    boolean holds(@Nullable String value);

    record Present() implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        return value != null;
      }
    }

    record Absent() implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        return value == null;
      }
    }

    record In(Set<String> values) implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        return value != null && values.contains(value);
      }
    }

    /** Also holds where there is no such label. */
    record NotIn(Set<String> values) implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        return value == null || !values.contains(value);
      }
    }

    record GreaterThan(long bound) implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        Long number = number(value);
        return number != null && number > bound;
      }
    }

    record LessThan(long bound) implements Condition {
      @Override
      public boolean holds(@Nullable String value) {
        Long number = number(value);
        return number != null && number < bound;
      }
    }

    private static @Nullable Long number(@Nullable String value) {
      return value != null && value.matches("[+-]?[0-9]{1,18}") ? Long.valueOf(value) : null;
    }
  }

  /**
   * Reads a selector such as {@code app=shop,tier in (a, b),!k8s:canary}; an empty one selects all.
   */
  static LabelSelector parse(String field, String text) {
    return new LabelSelectorParser(field, text).parse();
  }

  boolean matches(List<String> labels) {
    for (int i = 0; i < requirements.size(); i++) {
      if (!requirements.get(i).holds(labels)) {
        return false;
      }
    }
    return true;
  }
}
