package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestTest {
  private static final int KIB = 1024;

  @Test
  void keepsTheLastN_andTheLossesAmongThem() {
    Newest newest = new Newest(2, 1 << 20);
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
    Newest newest = new Newest(100, 10 * KIB);
    for (int i = 0; i < 50; i++) {
      newest.add(message(1, i));
    }
    assertThat(newest.missing()).isEqualTo(41);
    assertThat(times(newest)).hasSize(9).endsWith(49L);
  }

  @Test
  void whatWouldNotHaveBeenWantedAnyway_isNotMissing() {
    Newest newest = new Newest(10, 10 * KIB);
    for (int i = 0; i < 50; i++) {
      newest.add(message(1, i));
    }
    assertThat(newest.missing()).isEqualTo(1);
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
