package io.sextant.cli;

import io.sextant.proto.flow.FlowFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
      List<String> inPods = pods.stream().flatMap(pod -> in("pod", pod)).toList();
      List<String> inServices = services.stream().flatMap(name -> in("service", name)).toList();
      check(inPods, inServices);
      inPods.forEach(addPod);
      inServices.forEach(addService);
      if (pods.isEmpty() && services.isEmpty()) {
        namespaces.forEach(namespace -> addPod.accept(namespace + "/"));
      }
    }

    /** Both are said of one end, which is in one namespace. */
    private static void check(List<String> pods, List<String> services) {
      for (String pod : pods) {
        int slash = pod.indexOf('/');
        String namespace = pod.substring(0, Math.max(0, slash + 1));
        for (String service : services) {
          if (slash > 0 && !service.startsWith(namespace)) {
            throw new CommandFailure(
                "the service \""
                    + service
                    + "\" is not in the namespace of the pod \""
                    + pod
                    + "\": give one namespace for both");
          }
        }
      }
    }

    private Stream<String> in(String kind, String name) {
      if (namespaces.isEmpty()) {
        return Stream.of(name);
      }
      int slash = name.indexOf('/');
      if (slash < 0) {
        return namespaces.stream().map(namespace -> namespace + "/" + name);
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
      return Stream.of(name);
    }
  }

  FlowFilter build() {
    source.addTo(fields::addSourcePod, fields::addSourceService);
    destination.addTo(fields::addDestinationPod, fields::addDestinationService);
    return fields.build();
  }
}
