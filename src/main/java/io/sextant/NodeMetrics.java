package io.sextant;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.agent.AgentStatus;
import io.sextant.agent.EndpointState;
import io.sextant.agent.EndpointStatus;
import io.sextant.control.ControlStatus;
import io.sextant.control.NodeIntents;
import io.sextant.flow.Identities;
import io.sextant.metrics.Metric;
import io.sextant.policy.Identity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Exposes how the node is; by the names that Cilium has for it, where it has one. */
final class NodeMetrics {
  private NodeMetrics() {}

  static void expose(
      PrometheusRegistry registry, Supplier<ControlStatus> control, Supplier<AgentStatus> agent) {
    gauge(
        registry,
        "cilium_endpoint_state",
        "Endpoints, by state",
        "endpoint_state",
        series -> {
          Map<EndpointState, Long> counts =
              agent.get().endpoints().stream()
                  .collect(Collectors.groupingBy(EndpointStatus::state, Collectors.counting()));
          Arrays.stream(EndpointState.values())
              .forEach(
                  state -> series.call(counts.getOrDefault(state, 0L).doubleValue(), state.text()));
        });
    gauge(
        registry,
        "cilium_bpf_map_pressure",
        "How full a map is, from 0 to 1",
        "map_name",
        s ->
            agent
                .get()
                .fills()
                .forEach(fill -> s.call((double) fill.used() / fill.capacity(), fill.map())));
    gauge(
        registry,
        "cilium_identity",
        "Identities, by kind",
        "type",
        series -> {
          Map<String, Long> counts =
              control.get().intent().identities().stream()
                  .collect(Collectors.groupingBy(NodeMetrics::kind, Collectors.counting()));
          counts.forEach((kind, count) -> series.call(count, kind));
        });
    gauge(
        registry,
        "sextant_policy_revision",
        "Revision of the policies",
        "which",
        series -> {
          series.call(control.get().revision(), "wanted");
          series.call(agent.get().realisedRevision(), "realised");
        });
    gauge(
        registry,
        "cilium_policy",
        "Policies in force",
        "",
        series -> series.call(control.get().intent().policies().size()));
    gauge(
        registry,
        "sextant_policy_refused",
        "Objects that are not in force as they are",
        "",
        s -> s.call(control.get().refused().size()));
    gauge(
        registry,
        "sextant_node_failing",
        "Whether the node is not what is wanted",
        "",
        series ->
            series.call(
                control.get().failure() == null && agent.get().lastError() == null ? 0 : 1));
    CounterWithCallback.builder()
        .name("sextant_repairs_total")
        .help("Things in the kernel that were not as wanted and were repaired")
        .labelNames("kind")
        .callback(series ->
            agent
                .get()
                .repairs()
                .forEach(
                    (repair, count) -> series.call(count, repair.name().toLowerCase(Locale.ROOT))))
        .register(registry);
  }

  static void expose(PrometheusRegistry registry, DnsAnswers answers) {
    Metric.DNS_ANSWERS.observe(
        registry,
        series -> {
          for (DnsAnswers.Outcome outcome : DnsAnswers.Outcome.values()) {
            series.call((double) answers.count(outcome), outcome.name().toLowerCase(Locale.ROOT));
          }
        });
  }

  /** The same node, with the time of bringing intents into force in the metrics. */
  static NodeIntents timed(PrometheusRegistry registry, NodeIntents node) {
    Histogram times =
        Histogram.builder()
            .name("cilium_policy_implementation_delay_seconds")
            .help("Time from handing out an intent to its being in force, or failing")
            .labelNames("outcome")
            .classicOnly()
            .register(registry);
    return intent -> {
      long began = System.nanoTime();
      String outcome = "fail";
      try {
        node.realise(intent);
        outcome = "success";
      } finally {
        times.labelValues(outcome).observe((System.nanoTime() - began) / 1e9);
      }
    };
  }

  private static void gauge(
      PrometheusRegistry registry,
      String name,
      String help,
      String label,
      Consumer<GaugeWithCallback.Callback> values) {
    GaugeWithCallback.Builder gauge = GaugeWithCallback.builder().name(name).help(help);
    if (!label.isEmpty()) {
      gauge.labelNames(label);
    }
    gauge.callback(values).register(registry);
  }

  private static String kind(Identity identity) {
    if (Identities.reservedName(identity.number()) != null) {
      return "reserved";
    }
    return Identities.isCidr(identity.number()) ? "node_local" : "cluster_local";
  }
}
