package io.sextant.serve.grpc;

import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.sextant.store.MemoryRing;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * The services as beans of Boot's gRPC server, which takes address, port and limits from {@code
 * spring.grpc.server}. Needs a {@link MemoryRing} and a {@link ServerInfo}; Boot's own health and
 * reflection services must be off, as they would not answer under Hubble's names.
 */
@Configuration(proxyBeanMethods = false)
public class GrpcConfiguration {

  @Bean(destroyMethod = "")
  GrpcServices grpcServices(MemoryRing ring, ServerInfo info) {
    return new GrpcServices(ring, info, InstantSource.system());
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
  ServerInterceptor versionHeaders(GrpcServices services) {
    return services.versionHeaders();
  }

  /** Calls run on virtual threads. */
  @Bean
  GrpcServerExecutorProvider callExecutor() {
    return Executors::newVirtualThreadPerTaskExecutor;
  }

  /** Starts with the first and ends the streams before the server waits for them to end. */
  @Bean
  SmartLifecycle streams(GrpcServices services) {
    return new Streams(services);
  }

  private static final class Streams implements SmartLifecycle {
    private final GrpcServices services;
    private boolean running;

    Streams(GrpcServices services) {
      this.services = services;
    }

    @Override
    public void start() {
      services.start();
      running = true;
    }

    @Override
    public void stop() {
      services.close();
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
