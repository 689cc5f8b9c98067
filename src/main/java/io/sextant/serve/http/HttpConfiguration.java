package io.sextant.serve.http;

import io.sextant.recording.Taps;
import io.sextant.servicemap.PastMap;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.EventStore;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The HTTP port, from the store, service map and status board, the books, and the taps. */
@Configuration(proxyBeanMethods = false)
public class HttpConfiguration {

  @Bean
  RouterFunction<ServerResponse> httpRouteTable(
      EventStore store,
      ServiceMap map,
      StatusBoard board,
      LossBook losses,
      NameBook names,
      ObjectProvider<PastMap> maps,
      Taps taps,
      ObjectProvider<GuardBook> guarded,
      Pages pages,
      ApplicationAvailability availability) {
    Coverage coverage = new Coverage(store, losses);
    PastAnswers past =
        new PastAnswers(
            store,
            maps.getIfAvailable(() -> new ScannedMap(store)),
            coverage,
            InstantSource.system());
    return HttpRoutes.table(
        new LiveAnswers(store, map, board, past),
        new FlowAnswers(store, coverage, InstantSource.system()),
        new RecordAnswers(losses, names, InstantSource.system()),
        new RecordingAnswer(taps),
        new GuardAnswers(guarded.getIfAvailable(), store),
        pages,
        () -> availability.getLivenessState() == LivenessState.CORRECT,
        () -> availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC);
  }
}
