package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.sextant.store.MemoryRing;
import java.time.Duration;
import java.time.InstantSource;
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
 * They stand in for Boot's one server, which reads certificates only once. Needs a {@link
 * MemoryRing}, a {@link ServerInfo} and a {@link GrpcListening}; Boot's own health and reflection
 * services must be off, as they would not answer under Hubble's names.
 */
@Configuration(proxyBeanMethods = false)
public class GrpcConfiguration {
  /** How long open calls may go on when the server goes down. */
  static final Duration GRACE = Duration.ofSeconds(5);

  @Bean(destroyMethod = "")
  GrpcServices grpcServices(MemoryRing ring, ServerInfo info, GrpcListening listening) {
    return new GrpcServices(ring, info, listening.limits(), InstantSource.system());
  }

  @Bean
  BindableService observerService(GrpcServices services) {
    return services.services().get(0);
  }

  @Bean
  BindableService peerService(GrpcServices services) {
    return services.services().get(1);
  }

  @Bean
  BindableService healthService(GrpcServices services) {
    return services.services().get(2);
  }

  @Bean
  BindableService reflectionService(GrpcServices services) {
    return services.services().get(3);
  }

  @Bean
  BindableService oldReflectionService(GrpcServices services) {
    return services.services().get(4);
  }

  @Bean
  @GlobalServerInterceptor
  @Order(Ordered.HIGHEST_PRECEDENCE)
  ServerInterceptor gate(GrpcServices services) {
    return services.gate();
  }

  @Bean
  @GlobalServerInterceptor
  ServerInterceptor versionHeaders(GrpcServices services) {
    return services.versionHeaders();
  }

  @Bean
  GrpcServers grpcServers(
      GrpcListening listening,
      GrpcServices services,
      ServerInfo info,
      GrpcServiceDiscoverer found,
      GrpcServiceConfigurer configurer,
      ApplicationEventPublisher events) {
    return new GrpcServers(
        listening, services, info.advertised(), new GrpcServers.Spring(found, configurer, events));
  }
}
