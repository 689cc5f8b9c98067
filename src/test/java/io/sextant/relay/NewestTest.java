package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestTest {
  private static final int KIB = 1024;

  @Test
  void keepsTheLastN_andTheLossesAmongThem() {
    Newest newest = new Newest(2, 0, new ByteBudget(1 << 20));
    newest.add(message(1, 1));
    newest.add(message(Relayed.LOST_EVENTS, 2));
    newest.add(message(1, 3));
    newest.add(message(Relayed.LOST_EVENTS, 4));
    newest.add(message(1, 5));
    assertThat(times(newest)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(newest.missing()).isZero();
  }

  @Test
  void whatDoesNotFit_isCounted() {
    Newest newest = new Newest(100, 0, new ByteBudget(10 * KIB));
    for (int i = 0; i < 50; i++) {
      newest.add(message(1, i));
    }
    assertThat(newest.missing()).isEqualTo(41);
    assertThat(times(newest)).hasSize(9).endsWith(49L);
  }

  @Test
  void whatWouldNotHaveBeenWantedAnyway_isNotMissing() {
    Newest newest = new Newest(10, 0, new ByteBudget(10 * KIB));
    for (int i = 0; i < 50; i++) {
      newest.add(message(1, i));
    }
    assertThat(newest.missing()).isEqualTo(1);
  }

  @Test
  void streams_shareTheBudget_andGiveItBack() {
    ByteBudget shared = new ByteBudget(20 * KIB);
    Newest other = new Newest(100, 0, shared);
    try (Newest first = new Newest(100, 0, shared)) {
      fill(first, 15);
      fill(other, 15);
      assertThat(first.missing()).isZero();
      assertThat(other.missing()).isEqualTo(15 - 3);
      assertThat(shared.used()).isBetween(18L * KIB, 20L * KIB);
      assertThat(times(other)).containsExactly(12L, 13L, 14L);
      assertThat(shared.used()).isEqualTo(15 * (KIB + 64));
    }
    assertThat(shared.used()).isZero();
    fill(other, 15);
    assertThat(times(other)).hasSize(15);
    assertThat(shared.used()).isZero();
  }

  @Test
  void usedUpBudget_leavesEachStreamItsOwnBytes() {
    ByteBudget shared = new ByteBudget(0);
    Newest newest = new Newest(2, 3 * KIB, shared);
    fill(newest, 50);
    assertThat(newest.missing()).isZero();
    assertThat(times(newest)).containsExactly(48L, 49L);
    Newest more = new Newest(10, 3 * KIB, shared);
    fill(more, 50);
    assertThat(more.missing()).isEqualTo(8);
    assertThat(times(more)).containsExactly(48L, 49L);
  }

  @Test
  void failureOfTheReader_givesAllBackWhenItCloses() {
    ByteBudget shared = new ByteBudget(20 * KIB);
    try (Newest newest = new Newest(100, KIB, shared)) {
      fill(newest, 10);
      assertThatThrownBy(() ->
              newest.drainTo(_ -> {
                throw new IllegalStateException("gone");
              }))
          .hasMessage("gone");
    }
    assertThat(shared.used()).isZero();
  }

  private static void fill(Newest newest, int messages) {
    for (int i = 0; i < messages; i++) {
      newest.add(message(1, i));
    }
  }

  private static List<Long> times(Newest newest) {
    List<Long> times = new ArrayList<>();
    newest.drainTo(message -> times.add(message.timeNanos()));
    return times;
  }

  private static Relayed message(int carries, long time) {
    return new Relayed(new byte[KIB], carries, time, 0);
  }
}
