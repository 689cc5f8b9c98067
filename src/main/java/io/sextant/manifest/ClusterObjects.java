package io.sextant.manifest;

import io.sextant.policy.Policy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All objects in force, by name; a snapshot that never changes. */
public record ClusterObjects(Map<ObjectName, ClusterObject> byName) {
  public static final ClusterObjects NONE = new ClusterObjects(Map.of());

  public ClusterObjects {
    byName = Map.copyOf(byName);
  }

  public static ClusterObjects of(Collection<? extends ClusterObject> objects) {
    return new ClusterObjects(
        objects.stream().collect(Collectors.toMap(ClusterObject::name, Function.identity())));
  }

  /** The objects of one type, in the order of their names. */
  public <T extends ClusterObject> List<T> all(Class<T> type) {
    Map<String, T> sorted = new TreeMap<>();
    byName.forEach((name, object) -> {
      if (type.isInstance(object)) {
        sorted.put(name.toString(), type.cast(object));
      }
    });
    return List.copyOf(sorted.values());
  }

  public List<Policy> policies() {
    return all(ClusterObject.PolicyObject.class).stream()
        .flatMap(object -> object.policies().stream())
        .toList();
  }
}
