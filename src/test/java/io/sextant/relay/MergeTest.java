package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final long HOLD = 1_000;
  private static final long WALL = TimeUnit.SECONDS.toNanos(1_000_000);

  private final Merge answer = new Merge(Merge.Kind.ANSWER, HOLD, () -> WALL);
  private final Merge follow = new Merge(Merge.Kind.FOLLOW, HOLD, () -> WALL);

  @Test
  void manyLanes_comeOutByTime() {
    Random random = new Random(7);
    List<Long> all = new ArrayList<>();
    for (int lane = 0; lane < 20; lane++) {
      long[] times = random.longs(200, 1, 10_000).sorted().toArray();
      Arrays.stream(times).forEach(all::add);
      answer.add(ended(times), 0);
    }
    all.sort(null);
    assertThat(drain(answer, 0)).isEqualTo(all);
    assertThat(answer.isDone()).isTrue();
  }

  @Test
  void answer_waitsForASilentLane_forTheHold_andNeverAgainUntilItSpeaks() {
    Script silent = new Script(10);
    answer.add(ended(1, 2), 0);
    answer.add(silent.lane, 0);
    assertThat(drain(answer, 0)).isEmpty();
    assertThat(answer.waitNanos(400)).isEqualTo(600);
    assertThat(drain(answer, HOLD)).containsExactly(1L, 2L);
  }

  @Test
  void answer_neverGivesUpOrder_forAFullLane() {
    Script slow = new Script(10);
    Script busy = new Script(10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    answer.add(busy.lane, 0);
    answer.add(slow.lane, 0);
    assertThat(drain(answer, HOLD - 1)).isEmpty();
    slow.say(3);
    slow.end();
    busy.end();
    assertThat(drain(answer, HOLD - 1))
        .containsExactly(1L, 2L, 3L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void follow_holdsAMessage_whileAQuietLaneCouldBringAnEarlierOne() {
    Script quiet = new Script(100);
    Script other = new Script(100, 5);
    follow.add(quiet.lane, 0);
    follow.add(other.lane, 0);
    assertThat(drain(follow, HOLD - 1)).isEmpty();
    quiet.say(4);
    assertThat(drain(follow, HOLD - 1)).containsExactly(4L);
    assertThat(drain(follow, HOLD)).containsExactly(5L);
  }

  @Test
  void follow_doesNotHold_onceTheLaneIsFull() {
    Script quiet = new Script(4);
    Script busy = new Script(4, 1, 2, 3, 4);
    follow.add(quiet.lane, 0);
    follow.add(busy.lane, 0);
    assertThat(drain(follow, 0)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void follow_doesNotWait_forALaneThatIsAway() {
    Script away = new Script(100);
    away.lane.live(false);
    follow.add(away.lane, 0);
    follow.add(new Script(100, 5).lane, 0);
    assertThat(drain(follow, 0)).containsExactly(5L);
  }

  @Test
  void lateLane_takesTurns_andHoldsUpNobody() {
    Script late = new Script(100);
    Script other = new Script(100, 10, 11, 12, 13);
    late.lane.live(false);
    follow.add(late.lane, 0);
    follow.add(other.lane, 0);
    assertThat(follow.next(0)).satisfies(m -> assertThat(m.timeNanos()).isEqualTo(10));
    late.lane.live(true);
    late.say(1, 2, 3, 4, 5, 6);
    List<Long> rest = drain(follow, 0);
    assertThat(rest).contains(11L, 12L, 13L, 1L, 6L).hasSize(9);
    assertThat(rest.indexOf(12L)).isLessThan(rest.indexOf(4L));
  }

  @Test
  void messageFromTheFuture_doesNotMakeOthersLate() {
    Script mad = new Script(100, Long.MAX_VALUE / 2);
    Script sane = new Script(100);
    follow.add(mad.lane, 0);
    follow.add(sane.lane, 0);
    assertThat(drain(follow, HOLD)).containsExactly(Long.MAX_VALUE / 2);
    mad.end();
    sane.say(WALL + 2, WALL + 3);
    Script third = new Script(100, WALL + 1);
    follow.add(third.lane, HOLD);
    third.end();
    sane.end();
    assertThat(drain(follow, HOLD)).containsExactly(WALL + 1, WALL + 2, WALL + 3);
  }

  @Test
  void messageWithoutTime_keepsItsPlace() {
    Script lane = new Script(100, 5, Relayed.NO_TIME, 9);
    lane.end();
    answer.add(lane.lane, 0);
    answer.add(ended(1, 6, 7), 0);
    assertThat(drain(answer, 0)).containsExactly(1L, 5L, Relayed.NO_TIME, 6L, 7L, 9L);
  }

  private static List<Long> drain(Merge merge, long now) {
    List<Long> times = new ArrayList<>();
    for (@Nullable Relayed next = merge.next(now); next != null; next = merge.next(now)) {
      times.add(next.timeNanos());
    }
    return times;
  }

  private static Lane ended(long... times) {
    Script script = new Script(1000, times);
    script.end();
    return script.lane;
  }

  /** A peer in a test's hands. */
  private static final class Script implements Lane.Intake {
    final Lane lane;
    private final ArrayDeque<Relayed> said = new ArrayDeque<>();
    private boolean ended;

    Script(int window, long... times) {
      lane = new Lane(window, this);
      say(times);
    }

    void say(long... times) {
      for (long time : times) {
        said.add(new Relayed(new byte[0], 1, time, 0));
      }
    }

    void end() {
      ended = true;
    }

    @Override
    public void fill(Lane target) {
      while (!said.isEmpty()) {
        target.put(said.remove());
      }
      if (ended) {
        target.end();
      }
    }

    @Override
    public void taken(Relayed message) {}
  }
}
