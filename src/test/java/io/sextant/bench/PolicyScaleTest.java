package io.sextant.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ControlPlane;
import io.sextant.control.PlannerSettings;
import io.sextant.flow.IpAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyScaleTest {
  @Test
  void relabelOfOnePod_isPlannedInTime() throws Exception {
    PolicyCluster cluster = new PolicyCluster();
    PlannerSettings settings =
        PlannerSettings.of("n", "default", List.of(IpAddress.parse("10.0.0.1")));
    try (ControlPlane control =
        ControlPlane.start(
            ControlPlane.Setup.of(settings, java.nio.file.Files.createTempDirectory("scale")),
            intent -> {},
            InstantSource.system())) {
      long began = System.nanoTime();
      control.objects(cluster.objects());
      control.settle();
      System.out.println("full " + (System.nanoTime() - began) / 1_000_000.0);
      var intent = control.status().intent();
      System.out.println(
          "endpoints " + intent.endpoints().size() + " identities " + intent.identities().size()
              + " policies " + intent.policies().size() + " entries "
              + intent.endpoints().stream().mapToInt(e -> e.rules().entries().size()).sum());
      for (int i = 0; i < 30; i++) {
        var changed = cluster.relabelled(i % 50, i % 10, "track-" + i);
        began = System.nanoTime();
        control.objects(changed);
        control.settle();
        System.out.println(
            "relabel " + (System.nanoTime() - began) / 1_000_000.0 + " plan "
                + control.status().planning().toNanos() / 1e6 + " rest "
                + control.status().realising().toNanos() / 1e6);
      }
      assertThat(control.status().planning()).isLessThan(Duration.ofSeconds(1));
    }
  }
}
