package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.serve.grpc.GrpcLimits;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class SettingsTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(Settings.class)
  static class OnlySettings {}

  @Test
  void nothingSet_givesTheDefaultsOfTheReadme() {
    runner.run(context -> {
      Settings settings = context.getBean(Settings.class);
      assertThat(settings.bind()).isEqualTo("127.0.0.1");
      assertThat(settings.http().port()).isEqualTo(8080);
      assertThat(settings.http().page()).isTrue();
      assertThat(settings.grpc().port()).isEqualTo(4245);
      assertThat(settings.metrics().port()).isEqualTo(9965);
      assertThat(settings.memory().flows()).isEqualTo(65_535);
      assertThat(settings.nodeName()).isNotEmpty();
    });
  }

  @Test
  void cluster_prefixesTheNode_unlessItIsTheDefault() {
    runner
        .withPropertyValues("sextant.node=n1", "sextant.cluster=blue")
        .run(c -> assertThat(c.getBean(Settings.class).nodeName()).isEqualTo("blue/n1"));
    runner
        .withPropertyValues("sextant.node=n1", "sextant.cluster=default")
        .run(c -> assertThat(c.getBean(Settings.class).nodeName()).isEqualTo("n1"));
  }

  @Test
  void unknownKey_stopsTheStart_andIsNamed() {
    runner
        .withPropertyValues("sextant.memory.flow=10")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("sextant.memory.flow"));
  }

  @Test
  void badValue_stopsTheStart_andSaysWhatWouldBeRight() {
    runner
        .withPropertyValues("sextant.memory.flows=0")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("sextant.memory.flows is 0; it must be between 1 and"));
    runner
        .withPropertyValues("sextant.http.port=70000")
        .run(context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("sextant.http.port is 70000"));
  }

  @Test
  void limitsOfGrpc_areThoseOfTheServices() {
    runner.run(context ->
        assertThat(context.getBean(Settings.class).grpc().limits().limits())
            .isEqualTo(GrpcLimits.DEFAULTS));
  }

  @Test
  void addressThatOthersReach_needsTlsOrAWord() {
    assertRefused(
        "sextant.bind is 0.0.0.0, which other machines may reach: page, REST and metrics have no"
            + " TLS, so set sextant.insecure=true if that is meant",
        "sextant.bind=0.0.0.0");
    assertRefused(
        "sextant.grpc.bind is 0.0.0.0, which other machines may reach: set"
            + " sextant.grpc.tls.cert-file and key-file, or sextant.insecure=true for plain text",
        "sextant.grpc.bind=0.0.0.0");
    assertRefused("sextant.bind is \"no.such.host.invalid\"", "sextant.bind=no.such.host.invalid");
    runner
        .withPropertyValues("sextant.bind=0.0.0.0", "sextant.insecure=true")
        .run(context -> assertThat(context).hasNotFailed());
    runner
        .withPropertyValues(
            "sextant.grpc.bind=0.0.0.0",
            "sextant.grpc.tls.cert-file=/tls.crt",
            "sextant.grpc.tls.key-file=/tls.key")
        .run(
            context -> assertThat(context.getBean(Settings.class).grpcBind()).isEqualTo("0.0.0.0"));
  }

  @Test
  void halfOfTls_stopsTheStart() {
    assertRefused(
        "sextant.grpc.tls.key-file /tls.key is set without sextant.grpc.tls.cert-file",
        "sextant.grpc.tls.key-file=/tls.key");
    assertRefused(
        "sextant.grpc.tls.client-ca-files is set without sextant.grpc.tls.cert-file",
        "sextant.grpc.tls.client-ca-files=/ca.crt");
  }

  @Test
  void badLimits_stopTheStart() {
    assertRefused(
        "sextant.grpc.limits.streams is 0; at least 1 is needed", "sextant.grpc.limits.streams=0");
    assertRefused(
        "sextant.grpc.limits.request-bytes is 134217728B; it must be between 1B and 64MB",
        "sextant.grpc.limits.request-bytes=128MB");
    assertRefused(
        "sextant.grpc.limits.ping is PT9S; it must be between 10s and 1d",
        "sextant.grpc.limits.ping=9s");
  }

  private void assertRefused(String message, String... properties) {
    runner
        .withPropertyValues(properties)
        .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
  }
}
