package io.sextant.history.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sums whose bytes are not those that were written, with check sums that are right again. */
@Timeout(60)
class RollupDamageTest {
  private static final long SEED = Long.getLong("rollup.seed", 77);
  private static final int ROUNDS = Integer.getInteger("rollup.rounds", 4_000);
  private static final int FLOWS = 3_000;
  private static final long STEP = 500_000_000L;
  private static final RollupRange ALL = RollupRange.of(Long.MIN_VALUE, Long.MAX_VALUE);

  private final Random random = new Random(SEED);

  @Test
  void damage_isNothingElseThanABrokenRollup() {
    byte[] good = log();
    int broken = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bad = damaged(good);
      RollupLog log = new RollupLog();
      try {
        log.extend(ByteBuffer.wrap(bad));
        log.read(ALL, 0, new Counting());
      } catch (BrokenRollupException e) {
        broken++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d round %d".formatted(SEED, round), e);
      }
    }
    assertThat(broken).isGreaterThan(ROUNDS / 4);
  }

  @Test
  void damagedSums_tellNothing_andSaySo() {
    RollupLog log = new RollupLog();
    byte[] bytes = log();
    RollupBytes.breakSums(bytes);
    log.extend(ByteBuffer.wrap(bytes));
    Counting told = new Counting();
    assertThat(log.isDamaged()).isFalse();
    assertThatThrownBy(() -> log.read(ALL, 0, told)).isInstanceOf(BrokenRollupException.class);
    assertThat(told.flows).isZero();
    assertThat(log.isDamaged()).isTrue();
    assertThat(log.copy().isDamaged()).isTrue();
  }

  private static final class Counting implements RollupVisitor {
    @Override
    public boolean wantsPods() {
      return true;
    }

    private long flows;

    @Override
    public void sum(
        long bucketNanos, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos) {
      this.flows += flows;
    }

    @Override
    public void pod(RollupPod pod, long lastNanos) {}

    @Override
    public void beyond(long flows) {}
  }

  private byte[] log() {
    RollupFlows source = new RollupFlows(random, 40);
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < FLOWS; i++) {
      builder.add(i, source.next(STEP));
    }
    builder.seal();
    ByteBuffer pending = builder.pending();
    byte[] bytes = new byte[pending.remaining()];
    pending.get(bytes);
    return bytes;
  }

  /** A few bytes of one frame are others, or it is shorter. */
  private byte[] damaged(byte[] good) {
    byte[] bad = good.clone();
    List<Integer> frames = RollupBytes.frames(bad);
    int at = frames.get(random.nextInt(frames.size()));
    int length = RollupBytes.length(bad, at);
    for (int i = random.nextInt(4); i >= 0; i--) {
      bad[at + Frame.HEADER - 1 + random.nextInt(length + 1)] = (byte) random.nextInt();
    }
    RollupBytes.seal(bad, at);
    return bad;
  }
}
