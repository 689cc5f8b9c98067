package io.sextant.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every counter of flows and of losses: its name, its labels, its meaning.
 *
 * <p>The {@code hubble_} names, labels and values are those of Hubble 1.19, so that its dashboards
 * work; the {@code sextant_} ones say what Hubble has no counter for.
 */
public enum Metric {
  FLOWS_PROCESSED(
      "hubble_flows_processed",
      "Flows processed, by kind of event and verdict",
      "protocol",
      "type",
      "subtype",
      "verdict"),
  DROPS("hubble_drop", "Packets and requests dropped, by reason", "reason", "protocol"),
  TCP_FLAGS("hubble_tcp_flags", "Forwarded TCP packets, by flag", "flag", "family"),
  LOST_EVENTS("hubble_lost_events", "Events lost, by the stage that lost them", "source"),
  REFUSED_EVENTS(
      "sextant_refused_events", "Events from the kernel that could not be decoded", "reason"),
  RECEIVED_EVENTS("sextant_received_events", "Events read from the kernel's rings", "cpu"),
  DATAPATH_PACKETS(
      "sextant_datapath_packets",
      "Packets judged by the datapath, counted in the kernel",
      "direction",
      "reason"),
  DATAPATH_EVENTS(
      "sextant_datapath_events",
      "Events that the datapath tried to write, by outcome: written, ring full, no reader",
      "cpu",
      "outcome"),
  DNS_ANSWERS(
      "sextant_dns_answers",
      "DNS answers that endpoints got, by what was learnt of them",
      "outcome"),
  HISTORY_NOT_STORED("sextant_history_not_stored_flows", "Flows that are not in history", "reason"),
  HISTORY_DROPPED_PARTITIONS(
      "sextant_history_dropped_partitions", "Partitions that were too old or too much"),
  REFUSED_REQUESTS(
      "sextant_refused_requests", "Requests of gRPC clients that were refused", "reason"),
  TLS_RELOADS(
      "sextant_tls_reloads",
      "Changes of certificate files: used, or refused so that the old ones stayed",
      "outcome"),
  RELAY_RECONNECTS("sextant_relay_reconnects", "Connections to peers that were made anew"),
  RELAY_GAPS(
      "sextant_relay_gaps",
      "Times that a stream had to tell of flows of a peer that may be missing");

  private final String metricName;
  private final String help;
  private final List<String> labels;

  Metric(String metricName, String help, String... labels) {
    this.metricName = metricName;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** Without the suffix {@code _total}, which the exposition adds. */
  public String metricName() {
    return metricName;
  }

  public List<String> labels() {
    return labels;
  }

  /**
   * Exposes counts that are kept elsewhere: the reader gives value and label values of each series
   * when asked.
   */
  public void observe(PrometheusRegistry registry, Consumer<CounterWithCallback.Callback> reader) {
    CounterWithCallback.builder()
        .name(metricName)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(reader)
        .register(registry);
  }

  Counter register(PrometheusRegistry registry) {
    return Counter.builder()
        .name(metricName)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .register(registry);
  }
}
