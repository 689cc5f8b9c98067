package io.sextant.control;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.time.Duration;
import java.time.Instant;
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

  @Test
  void traits_tellEqualLabelsApart() {
    Traits inside = Traits.in(Set.of(Cidr.parse("10.0.0.0/8")));
    Identity plain = allocator.allocate(List.of("k8s:app=a"));
    Identity told = allocator.allocate(List.of("k8s:app=a"), inside);
    assertThat(told.number()).isNotEqualTo(plain.number());
    assertThat(told.labels()).isEqualTo(plain.labels());
    assertThat(allocator.allocate(List.of("k8s:app=a"), inside)).isEqualTo(told);
  }

  @Test
  void unused_keepsItsNumberForTheGrace_andIsForgottenThen() {
    Instant[] now = {Instant.EPOCH};
    IdentityAllocator patient = new IdentityAllocator(() -> now[0], Duration.ofMinutes(10));
    int number = patient.allocate(List.of("k8s:app=a")).number();
    patient.used(Set.of());
    now[0] = now[0].plus(Duration.ofMinutes(9));
    assertThat(patient.expire()).isFalse();
    assertThat(patient.allocate(List.of("k8s:app=a")).number()).isEqualTo(number);
    patient.used(Set.of());
    now[0] = now[0].plus(Duration.ofMinutes(10));
    assertThat(patient.expire()).isTrue();
    assertThat(patient.identity(number)).isNull();
    assertThat(patient.allocate(List.of("k8s:app=a")).number()).isEqualTo(number + 1);
  }

  @Test
  void forgottenNumber_isGivenAgainOnlyWhenTheRulesAreRidOfIt_andLast() {
    IdentityAllocator hasty = new IdentityAllocator(() -> Instant.EPOCH, Duration.ZERO);
    for (int i = 256; i <= 0xffff; i++) {
      hasty.allocate(List.of("k8s:job=" + i));
    }
    Set<Integer> rest =
        hasty.all().stream().map(Identity::number).filter(n -> n != 300).collect(toSet());
    hasty.used(rest);
    assertThat(hasty.expire()).isTrue();
    assertThatThrownBy(() -> hasty.allocate(List.of("k8s:job=next")))
        .isInstanceOf(IllegalStateException.class);
    hasty.used(rest);
    assertThat(hasty.allocate(List.of("k8s:job=next")).number()).isEqualTo(300);
  }
}
