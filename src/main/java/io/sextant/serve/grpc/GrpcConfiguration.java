package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.service.GrpcServiceConfigurer;
import org.springframework.grpc.server.service.GrpcServiceDiscoverer;

/**
 * The services as beans, and the servers for them: one on a port and, if set, one on a unix socket.
 * They stand in for Boot's one server, which reads certificates only once. Needs a {@link GrpcApi},
 * a {@link ServerInfo} and a {@link GrpcListening}; Boot's own health and reflection services must
 * be off, as they would not answer under Hubble's names.
 */
@Configuration(proxyBeanMethods = false)
public class GrpcConfiguration {
  /** How long open calls may go on when the server goes down. */
  static final Duration GRACE = Duration.ofSeconds(5);

  @Bean
  BindableService observerService(GrpcApi api) {
    return api.services().get(0);
  }

  @Bean
  BindableService peerService(GrpcApi api) {
    return api.services().get(1);
  }

  @Bean
  BindableService healthService(GrpcApi api) {
    return api.services().get(2);
  }

  @Bean
  BindableService reflectionService(GrpcApi api) {
    return api.services().get(3);
  }

  @Bean
  BindableService oldReflectionService(GrpcApi api) {
    return api.services().get(4);
  }

  @Bean
  Refused refused() {
    return new Refused();
  }

  /** Holds every call against the limits; the first to see it. */
  @Bean
  @GlobalServerInterceptor
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ServerInterceptor gate(GrpcListening listening, Refused refused) {
    return new CallGate(listening.limits(), refused);
  }

  @Bean
  @GlobalServerInterceptor
  ServerInterceptor versionHeaders(GrpcApi api) {
    return api.versionHeaders();
  }

  @Bean
  GrpcServers grpcServers(
      GrpcListening listening,
      GrpcApi api,
      ServerInfo info,
      Refused refused,
      GrpcServiceDiscoverer found,
      GrpcServiceConfigurer configurer,
      ApplicationEventPublisher events) {
    return new GrpcServers(
        listening,
        api,
        info.advertised(),
        refused,
        new GrpcServers.Spring(found, configurer, events));
  }
}
