package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTest {

  @ParameterizedTest
  @CsvSource({
    "ReplicaSet, web-7d4b9c6f5, web, Deployment",
    "ReplicaSet, lone-rs, lone-rs, ReplicaSet",
    "ReplicationController, legacy-3, shop, DeploymentConfig",
    "Job, batch-28391234, batch, CronJob",
    "Job, batch-1234567, batch-1234567, Job",
    "StatefulSet, db, db, StatefulSet",
  })
  void workload_isWhatStandsBehindTheController(
      String kind, String controller, String workload, String workloadKind) {
    Pod pod =
        new Pod(
            "p",
            "p-",
            Map.of("pod-template-hash", "7d4b9c6f5", "deploymentconfig", "shop"),
            List.of(new Pod.Owner("Node", "n", false), new Pod.Owner(kind, controller, true)));
    assertThat(pod.workload()).contains(new Workload(workload, workloadKind));
  }

  @Test
  void workload_ofAPodThatNobodyControls_isEmpty() {
    assertThat(new Pod("p", "", Map.of(), List.of()).workload()).isEmpty();
    assertThat(new Pod("p", "p-", Map.of(), List.of()).workload()).isEmpty();
  }
}
