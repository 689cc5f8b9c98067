package io.sextant.bench;

import io.sextant.control.ControlPlane;
import io.sextant.control.PlannerSettings;
import io.sextant.datapath.DatapathProbe;
import io.sextant.datapath.Readiness;
import io.sextant.flow.IpAddress;
import io.sextant.manifest.ClusterObjects;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/**
 * From a change of manifests to its being enforced in the kernel, in a large cluster: one label of
 * one pod, and a policy about everybody.
 */
final class PolicyPart {
  private static final int LABEL_CHANGES = 41;
  private static final int FULL_CHANGES = 7;
  private static final int WARM_UP = 2;

  private PolicyPart() {}

  static void measure(Bench bench) throws IOException {
    if (DatapathProbe.probe() instanceof Readiness.NotReady(Readiness.Check check, String advice)) {
      bench.progress().accept("policy is left out here (%s): %s".formatted(check, advice));
      return;
    }
    PolicyCluster cluster = new PolicyCluster();
    PlannerSettings settings =
        PlannerSettings.of("bench", "default", List.of(IpAddress.parse("10.0.0.1")));
    try (BenchNode node = BenchNode.create();
        ControlPlane control =
            ControlPlane.open(
                ControlPlane.Setup.of(settings, node.folder()),
                node.agent()::realise,
                InstantSource.system())) {
      control.begin();
      millis(control, cluster.objects());
      bench
          .figures()
          .put(
              Figure.POLICY_FULL,
              median(FULL_CHANGES, i -> millis(control, cluster.watched(i % 2 == 0))));
      bench
          .figures()
          .put(
              Figure.POLICY_LABEL,
              median(
                  LABEL_CHANGES,
                  i ->
                      millis(
                          control,
                          cluster.relabelled(
                              i % PolicyCluster.NAMESPACES,
                              i % PolicyCluster.LOCAL_APPS,
                              "track-" + i))));
    }
  }

  private interface Change {
    double millis(int number) throws IOException;
  }

  private static double median(int changes, Change change) throws IOException {
    double[] millis = new double[changes - WARM_UP];
    for (int i = 0; i < changes; i++) {
      double took = change.millis(i);
      if (i >= WARM_UP) {
        millis[i - WARM_UP] = took;
      }
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static double millis(ControlPlane control, ClusterObjects objects) throws IOException {
    long began = System.nanoTime();
    control.objects(objects);
    control.settle();
    return (System.nanoTime() - began) / 1e6;
  }
}
