package io.sextant.control;

import io.sextant.flow.Cidr;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What is different between two states of a cluster, in what names a flow and decides on it. */
public record ClusterChanges(
    Part<Integer, IdentityEntry> identities,
    Part<Cidr, AddressEntry> addresses,
    Part<Integer, LocalEndpoint> endpoints,
    Part<AppliedPolicy.Key, AppliedPolicy> policies) {

  /**
   * Changes of one kind.
   *
   * @param put what is new or different
   * @param gone keys of what is not there any more
   */
  public record Part<K, V>(Map<K, V> put, Set<K> gone) {
    static <K, V, T> Part<K, V> between(Map<K, T> before, Map<K, T> after, Function<T, V> shown) {
      Map<K, V> put = new LinkedHashMap<>();
      Set<K> gone = new HashSet<>();
      if (isSame(before, after)) {
        return new Part<>(put, gone);
      }
      after.forEach((key, value) -> {
        T old = before.get(key);
        if (old == null || !shown.apply(value).equals(shown.apply(old))) {
          put.put(key, shown.apply(value));
        }
      });
      before.keySet().stream().filter(key -> !after.containsKey(key)).forEach(gone::add);
      return new Part<>(put, gone);
    }

    /** Parts that did not change are shared by states. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Map<?, ?> before, Map<?, ?> after) {
      return before == after;
    }
  }

  /** Changes that lead from one state to the other. */
  public static ClusterChanges between(ClusterState before, ClusterState after) {
    ClusterBuilder.Content old = before.content();
    ClusterBuilder.Content now = after.content();
    return new ClusterChanges(
        Part.between(old.identities(), now.identities(), ClusterBuilder.KnownIdentity::given),
        Part.between(old.addresses(), now.addresses(), Function.identity()),
        Part.between(old.endpoints(), now.endpoints(), ClusterBuilder.KnownEndpoint::given),
        Part.between(old.policies(), now.policies(), Function.identity()));
  }
}
