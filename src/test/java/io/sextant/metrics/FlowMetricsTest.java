package io.sextant.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FlowMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final FlowMetrics metrics = new FlowMetrics(registry);

  @Test
  void flows_areCountedByKindAndVerdict() throws IOException {
    metrics.count(TestFlows.request());
    metrics.count(TestFlows.request());
    metrics.count(TestFlows.allowedVerdict());
    metrics.count(TestFlows.drop());

    assertThat(scrape())
        .contains(
            "hubble_flows_processed_total{protocol=\"TCP\",subtype=\"to-endpoint\",type=\"Trace\",verdict=\"FORWARDED\"} 2.0",
            "hubble_flows_processed_total{protocol=\"TCP\",subtype=\"\",type=\"PolicyVerdict\",verdict=\"FORWARDED\"} 1.0",
            "hubble_flows_processed_total{protocol=\"TCP\",subtype=\"\",type=\"Drop\",verdict=\"DROPPED\"} 1.0");
  }

  @Test
  void deniedPacket_reportedAsVerdictAndDrop_isOneDrop() throws IOException {
    metrics.count(TestFlows.deniedVerdict());
    metrics.count(TestFlows.drop());

    assertThat(scrape())
        .contains("hubble_drop_total{protocol=\"TCP\",reason=\"POLICY_DENIED\"} 1.0");
  }

  @Test
  void tcpFlags_ofForwardedPackets_countEachFlag() throws IOException {
    metrics.count(TestFlows.request());
    metrics.count(TestFlows.answer());
    metrics.count(TestFlows.frontendToCatalog(TcpFlags.FIN | TcpFlags.ACK, Reply.NO).build());
    metrics.count(TestFlows.scan(22));

    assertThat(scrape())
        .contains(
            "hubble_tcp_flags_total{family=\"IPv4\",flag=\"SYN\"} 1.0",
            "hubble_tcp_flags_total{family=\"IPv4\",flag=\"SYN-ACK\"} 1.0",
            "hubble_tcp_flags_total{family=\"IPv4\",flag=\"FIN\"} 1.0");
  }

  @Test
  void losses_areCountedByEvent() throws IOException {
    metrics.lost(LostEvents.Source.PERF_EVENT_RING_BUFFER, 7);

    assertThat(scrape())
        .contains(
            "hubble_lost_events_total{source=\"perf_event_ring_buffer\"} 7.0",
            "hubble_lost_events_total{source=\"observer_events_queue\"} 0.0");
  }

  private String scrape() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
