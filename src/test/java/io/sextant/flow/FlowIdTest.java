package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class FlowIdTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void sessionAndCounter_areReadBackFromTheId() {
    for (int i = 0; i < 100_000; i++) {
      long session = random.nextLong() & FlowId.SESSION_MASK;
      long counter = i < 1000 ? i : random.nextLong() & FlowId.COUNTER_MASK;
      long high = FlowId.high(session);
      long low = FlowId.low(counter);
      assertThat(FlowId.session(high)).isEqualTo(session);
      assertThat(FlowId.counter(low)).isEqualTo(counter);
      assertThat(FlowId.isOurs(high, low)).isTrue();
    }
  }

  @Test
  void anyIdOfOurForm_isMadeAgainFromItsParts() {
    for (int i = 0; i < 100_000; i++) {
      long high = (random.nextLong() & ~0xf000L) | 0x8000L;
      long low = (random.nextLong() & ~(3L << 62)) | 2L << 62;
      assertThat(FlowId.high(FlowId.session(high))).isEqualTo(high);
      assertThat(FlowId.low(FlowId.counter(low))).isEqualTo(low);
    }
  }

  @Test
  void id_isAUuidOfVersion8() {
    UUID id = new UUID(FlowId.high(random.nextLong()), FlowId.low(1));
    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void idsInARow_doNotLookAlike() {
    for (long counter = 0; counter < 1000; counter++) {
      long changed = FlowId.low(counter) ^ FlowId.low(counter + 1);
      assertThat(Long.bitCount(changed)).isBetween(8, 54);
    }
  }

  @Test
  void randomIds_areNotOurs() {
    UUID random = UUID.fromString("0b6c7a4e-8f62-4c80-9d6e-0e5c1f0a7b31");
    assertThat(FlowId.isOurs(random.getMostSignificantBits(), random.getLeastSignificantBits()))
        .isFalse();
  }
}
