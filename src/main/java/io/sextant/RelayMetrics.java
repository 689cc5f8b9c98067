package io.sextant;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.metrics.Metric;
import io.sextant.relay.PeerState;
import io.sextant.relay.Relay;
import java.util.Locale;

/** Exposes how the peers of a relay are. */
final class RelayMetrics {
  private RelayMetrics() {}

  static RelayMetrics expose(PrometheusRegistry registry, Relay relay) {
    GaugeWithCallback.builder()
        .name("sextant_relay_peers")
        .help("Peers of the relay, by state")
        .labelNames("state")
        .callback(series -> {
          for (PeerState.State state : PeerState.State.values()) {
            long peers = relay.peerStates().stream().filter(peer -> peer.state() == state).count();
            series.call((double) peers, state.name().toLowerCase(Locale.ROOT));
          }
        })
        .register(registry);
    Metric.RELAY_RECONNECTS.observe(registry, series -> series.call((double) relay.reconnects()));
    Metric.RELAY_GAPS.observe(registry, series -> series.call((double) relay.gaps()));
    return new RelayMetrics();
  }
}
