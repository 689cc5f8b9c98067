package io.sextant.serve.http;

import io.sextant.control.ClusterState;
import io.sextant.flow.Node;
import io.sextant.recording.Taps;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.MemoryRing;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes of a server whose events a test feeds. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(HttpConfiguration.class)
class PageServer {
  @Bean
  MemoryRing ring() {
    return new MemoryRing(RoutesServer.CAPACITY, Node.named("test"), InstantSource.system());
  }

  @Bean
  ServiceMap map() {
    return new ServiceMap(MapLimits.DEFAULT, InstantSource.system());
  }

  @Bean
  Taps taps() {
    return new Taps("test", () -> ClusterState.EMPTY, Taps.DEFAULT_QUEUE_BYTES);
  }

  @Bean
  StatusBoard board(MemoryRing ring) {
    return RoutesServer.board(ring);
  }

  @Bean
  LossBook losses(MemoryRing ring) {
    return new MemoryLosses(ring);
  }

  @Bean
  Pages pages() {
    return Pages.SERVED;
  }

  @Bean
  NameBook names() {
    return NameBook.NONE;
  }

  @Bean
  Feed feed(MemoryRing ring, ServiceMap map) {
    return new Feed(ring, map);
  }
}
