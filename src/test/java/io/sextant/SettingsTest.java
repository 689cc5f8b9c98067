package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

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
}
