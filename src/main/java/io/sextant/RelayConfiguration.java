package io.sextant;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.relay.PeerCredentials;
import io.sextant.relay.Relay;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.tls.TlsCredentials;
import io.sextant.tls.TlsFileException;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Other observers are observed: the API asks all of them, and the page shows what they see. */
@Configuration(proxyBeanMethods = false)
class RelayConfiguration {

  /** Files that clients of peers need; there are none without TLS. */
  @Bean
  PeerTls peerTls(Settings settings) throws TlsFileException {
    return new PeerTls(
        settings.relay().tls().isSet()
            ? Optional.of(TlsCredentials.open(settings.relay().tls().files()))
            : Optional.empty());
  }

  /** TLS to peers, if it is set. */
  record PeerTls(Optional<TlsCredentials> credentials) implements AutoCloseable {
    Optional<PeerCredentials> forRelay() {
      return credentials.map(files -> files::forChannel);
    }

    @Override
    public void close() {
      credentials.ifPresent(TlsCredentials::close);
    }
  }

  @Bean(destroyMethod = "")
  Relay relay(Settings settings, ServerInfo info, PeerTls tls) {
    return new Relay(
        settings.relay().upstreams(settings.cluster()), info, tls.forRelay().orElse(null));
  }

  @Bean
  RelayFeed relayFeed(Relay relay, Pipeline pipeline) {
    return new RelayFeed(relay, pipeline);
  }

  @Bean
  ObservedNodes observedNodes(RelayFeed feed) {
    return feed::nodes;
  }

  @Bean
  RelayMetrics relayMetrics(PrometheusRegistry registry, Relay relay) {
    return RelayMetrics.expose(registry, relay);
  }
}
