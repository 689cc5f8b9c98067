package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelFilterTest {
  @Test
  void byDefault_whatDiffersFromPodToPodIsDropped() {
    LabelFilter filter = LabelFilter.DEFAULT;
    assertThat(List.of("app", "app.kubernetes.io/name", "io.kubernetes.pod.namespace"))
        .allMatch(filter::keeps);
    assertThat(filter.keeps("io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name")).isTrue();
    assertThat(
            List.of(
                "pod-template-hash",
                "controller-revision-hash",
                "statefulset.kubernetes.io/pod-name",
                "kubernetes.io/hostname",
                "batch.kubernetes.io/controller-uid"))
        .noneMatch(filter::keeps);
  }

  @Test
  void ownRuleThatDrops_leavesAllElse() {
    LabelFilter filter = LabelFilter.of(List.of("!build"));
    assertThat(filter.keeps("build-id")).isFalse();
    assertThat(filter.keeps("app")).isTrue();
  }

  @Test
  void ownRuleThatKeeps_dropsAllElse_butWhatPoliciesNeed() {
    LabelFilter filter = LabelFilter.of(List.of("app"));
    assertThat(filter.keeps("app")).isTrue();
    assertThat(filter.keeps("tier")).isFalse();
    assertThat(filter.keeps("io.kubernetes.pod.namespace")).isTrue();
    assertThat(filter.keeps("io.cilium.k8s.policy.cluster")).isTrue();
  }

  @Test
  void longestRule_decides_andTheOwnBeforeTheBuiltIn() {
    LabelFilter filter = LabelFilter.of(List.of("!team", "team-color", "pod-template-hash"));
    assertThat(filter.keeps("team-color")).isTrue();
    assertThat(filter.keeps("team-size")).isFalse();
    assertThat(filter.keeps("pod-template-hash")).isTrue();
  }

  @Test
  void nonsense_isRefused() {
    assertThatThrownBy(() -> LabelFilter.of(List.of("!")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("beginning of a key");
    assertThatThrownBy(() -> LabelFilter.of(List.of("app=cart")))
        .hasMessageContaining("\"app=cart\"");
  }
}
