package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Flows are equal when all their accessors say the same; no accessor can be forgotten. */
@NullMarked
public final class FlowEquality {
  private static final List<Method> ACCESSORS =
      Arrays.stream(Flow.class.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> method.getParameterCount() == 0)
          .filter(method -> !method.isSynthetic())
          .toList();

  private FlowEquality() {}

  /** What each accessor says, by its name. */
  public static Map<String, @Nullable Object> values(Flow flow) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    for (Method accessor : ACCESSORS) {
      try {
        values.put(accessor.getName(), accessor.invoke(flow));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(accessor.toString(), e);
      }
    }
    return values;
  }

  /** Fails with the accessors that differ. */
  public static void assertSame(Flow actual, Flow expected, String what) {
    Map<String, @Nullable Object> found = values(actual);
    Map<String, @Nullable Object> wanted = values(expected);
    if (!found.equals(wanted)) {
      assertThat(found).as(what).isEqualTo(wanted);
    }
  }
}
