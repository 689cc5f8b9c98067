package io.sextant.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplaySourceTest {
  private final List<String> seen = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final List<ClusterState> states = new ArrayList<>();

  private final SampleConsumer consumer =
      new SampleConsumer() {
        @Override
        public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
          seen.add("sample " + cpu + " " + length);
          times.add(bootNanos);
        }

        @Override
        public void lost(int cpu, long bootNanos, LossSource source, long count) {
          seen.add("lost " + cpu + " " + source + " " + count);
          times.add(bootNanos);
        }
      };

  @Test
  void play_keepsTheSpacing_andMovesItToNow() throws Exception {
    long before = System.nanoTime();
    source(new ReplaySource.Pace(1, 1)).play(consumer);
    assertThat(seen).containsExactly("sample 0 3", "lost 1 KERNEL_RING 7", "sample 65535 1");
    assertThat(times.get(1) - times.get(0)).isEqualTo(10_000_000);
    assertThat(times.get(2) - times.get(1)).isEqualTo(10_000_000);
    assertThat(times.get(0)).isBetween(before, System.nanoTime());
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    assertThat(states).hasSize(1);
  }

  @Test
  void play_faster_shrinksTheSpacing() throws Exception {
    source(new ReplaySource.Pace(10, 1)).play(consumer);
    assertThat(times.get(1) - times.get(0)).isEqualTo(1_000_000);
  }

  @Test
  void play_severalRounds_startAgainWithTheClusterState() throws Exception {
    source(new ReplaySource.Pace(Double.POSITIVE_INFINITY, 3)).play(consumer);
    assertThat(seen).hasSize(9);
    assertThat(states).hasSize(3);
    assertThat(times).isSorted();
  }

  @Test
  @Timeout(20)
  void close_endsAReplayWithoutEnd() throws Exception {
    ReplaySource source = source(ReplaySource.Pace.live());
    Thread player =
        Thread.ofPlatform()
            .start(() -> {
              try {
                source.play(consumer);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    source.close();
    player.join();
    assertThat(player.isAlive()).isFalse();
  }

  @Test
  void pace_nonsense_isRefused() {
    assertThatThrownBy(() -> new ReplaySource.Pace(0, 1))
        .hasMessage("replay speed 0.0: above 0 is possible");
    assertThatThrownBy(() -> new ReplaySource.Pace(1, 0))
        .hasMessage("replay rounds 0: 1 or more is possible");
  }

  private ReplaySource source(ReplaySource.Pace pace) {
    return new ReplaySource(
        () -> RecordingReader.open("test", TestRecordings.three()), pace, states::add);
  }
}
