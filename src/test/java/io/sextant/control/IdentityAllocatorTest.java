package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityAllocatorTest {
  private final IdentityAllocator allocator = new IdentityAllocator();

  @Test
  void allocate_countsFrom256() {
    assertThat(allocator.allocate(List.of("k8s:app=a")).number()).isEqualTo(256);
    assertThat(allocator.allocate(List.of("k8s:app=b")).number()).isEqualTo(257);
  }

  @Test
  void allocate_equalLabelsInAnyOrder_sameNumber() {
    Identity first = allocator.allocate(List.of("k8s:b=1", "k8s:a=2"));
    Identity again = allocator.allocate(List.of("k8s:a=2", "k8s:b=1", "k8s:a=2"));
    assertThat(again).isEqualTo(first);
    assertThat(first.labels()).containsExactly("k8s:a=2", "k8s:b=1");
  }

  @Test
  void allocate_range_isNodeLocalAndWorld() {
    Cidr one = Cidr.parse("198.51.100.20");
    Identity range = allocator.allocate(one, Set.of(one));
    assertThat(range.number()).isEqualTo(0x01000001);
    assertThat(range.labels()).containsExactly("cidr:198.51.100.20/32", "reserved:world");
    assertThat(range.isWorld()).isTrue();
    assertThat(range.isPod()).isFalse();
    assertThat(allocator.allocate(Cidr.parse("198.51.100.20/32"), Set.of(one))).isEqualTo(range);
  }

  @Test
  void identity_reserved_areKnownFromTheStart() {
    assertThat(allocator.identity(Identities.HOST))
        .isEqualTo(new Identity(1, List.of("reserved:host"), Traits.NONE));
    assertThat(allocator.allocate(List.of("reserved:world")).number()).isEqualTo(Identities.WORLD);
    assertThat(allocator.identity(Identities.UNKNOWN)).isNull();
    assertThat(allocator.all()).extracting(Identity::number).startsWith(1, 2, 3).hasSize(10);
  }

  @Test
  void allocate_allGivenOut_isRefusedAndKnownOnesStay() {
    for (int i = 256; i <= 0xffff; i++) {
      allocator.allocate(List.of("k8s:job=" + i));
    }
    assertThatThrownBy(() -> allocator.allocate(List.of("k8s:job=one too many")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use fewer different sets of labels");
    assertThat(allocator.allocate(List.of("k8s:job=256")).number()).isEqualTo(256);
  }

  @Test
  void allocate_noLabels_isRefused() {
    assertThatThrownBy(() -> allocator.allocate(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
