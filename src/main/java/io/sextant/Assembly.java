package io.sextant;

import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.metrics.FlowMetrics;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the steps in their order. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(Settings.class)
class Assembly {

  @Bean
  FlowMetrics flowMetrics(PrometheusRegistry registry) {
    return new FlowMetrics(registry);
  }

  /** Micrometer counts the JVM and the servers; the process under its usual Prometheus names. */
  @Bean
  MeterFilter onlyCleanNames(PrometheusRegistry registry) {
    ProcessMetrics.builder().register(registry);
    return MeterFilter.deny(meter ->
        meter.getName().startsWith("process.")
            || meter.getName().equals("system.cpu.count")
            || meter.getName().equals("jvm.compilation.time"));
  }

  @Bean
  MetricsServer metricsServer(PrometheusRegistry registry, Settings settings) {
    return new MetricsServer(registry, settings);
  }
}
