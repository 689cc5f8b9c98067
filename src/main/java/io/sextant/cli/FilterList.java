package io.sextant.cli;

import io.sextant.proto.flow.FlowFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The filters of one list of a request. What does not name a side holds for the source in the left
 * filter and for the destination in the right one; all else stands in both. If both come out equal
 * one is sent.
 */
final class FilterList {
  /** Flags that would contradict each other. */
  private static final List<List<String>> EXCLUSIVE =
      Stream.of(
              "from-fqdn from-ip ip fqdn from-namespace namespace from-all-namespaces"
                  + " all-namespaces",
              "from-fqdn from-ip ip fqdn from-pod pod",
              "to-fqdn to-ip ip fqdn to-namespace namespace to-all-namespaces all-namespaces",
              "to-fqdn to-ip ip fqdn to-pod pod",
              "to-pod namespace all-namespaces",
              "from-pod namespace all-namespaces",
              "to-service namespace all-namespaces",
              "from-service namespace all-namespaces",
              "label from-label",
              "label to-label",
              "service from-service",
              "service to-service",
              "port to-port",
              "port from-port",
              "identity to-identity",
              "identity from-identity",
              "workload to-workload",
              "workload from-workload",
              "encrypted unencrypted",
              "reply not-reply")
          .map(names -> List.of(names.split(" ")))
          .toList();

  private final SidedFilter left = new SidedFilter();
  private final SidedFilter right = new SidedFilter();
  private final Set<String> used = new LinkedHashSet<>();
  private final List<FlowFilter> raw = new ArrayList<>();

  void add(FilterFlag flag, String value) {
    used.add(flag.name());
    EXCLUSIVE.forEach(this::check);
    flag.left().set(left, value);
    flag.right().set(right, value);
  }

  private void check(List<String> group) {
    List<String> together = group.stream().filter(used::contains).toList();
    if (together.size() > 1) {
      throw new CommandFailure(
          "filters --" + together.get(0) + " and --" + together.get(1) + " cannot be combined");
    }
  }

  /** Filters as they are to be sent, after those made of flags. */
  void addRaw(List<FlowFilter> filters) {
    raw.addAll(filters);
  }

  List<FlowFilter> build() {
    List<FlowFilter> filters = new ArrayList<>();
    if (!used.isEmpty()) {
      FlowFilter first = left.build();
      FlowFilter second = right.build();
      filters.add(first);
      if (!second.equals(first)) {
        filters.add(second);
      }
    }
    filters.addAll(raw);
    return filters;
  }
}
