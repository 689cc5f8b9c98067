package io.sextant.cli;

import io.sextant.proto.flow.FlowFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A filter in the making; pods and services wait for the namespaces that they stand in. */
final class SidedFilter {
  final FlowFilter.Builder fields = FlowFilter.newBuilder();
  final Names source = new Names();
  final Names destination = new Names();

  /** What was said of the names on one side. An empty namespace stands for all of them. */
  static final class Names {
    final List<String> pods = new ArrayList<>();
    final List<String> services = new ArrayList<>();
    final List<String> namespaces = new ArrayList<>();

    private void addTo(Consumer<String> addPod, Consumer<String> addService) {
      pods.forEach(pod -> withNamespaces("pod", pod).forEach(addPod));
      services.forEach(service -> withNamespaces("service", service).forEach(addService));
      if (pods.isEmpty() && services.isEmpty()) {
        namespaces.forEach(namespace -> addPod.accept(namespace + "/"));
      }
    }

    private List<String> withNamespaces(String kind, String name) {
      if (namespaces.isEmpty()) {
        return List.of(name);
      }
      int slash = name.indexOf('/');
      if (slash < 0) {
        return namespaces.stream().map(namespace -> namespace + "/" + name).toList();
      }
      if (!namespaces.contains(name.substring(0, slash))) {
        throw new CommandFailure(
            "the "
                + kind
                + " \""
                + name
                + "\" is not in the namespace \""
                + namespaces.getFirst()
                + "\": name the namespace once");
      }
      return List.of(name);
    }
  }

  FlowFilter build() {
    source.addTo(fields::addSourcePod, fields::addSourceService);
    destination.addTo(fields::addDestinationPod, fields::addDestinationService);
    return fields.build();
  }
}
