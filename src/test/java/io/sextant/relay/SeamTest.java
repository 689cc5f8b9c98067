package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeamTest {
  private static final long SECOND = 1_000_000_000L;

  private final Seam seam = new Seam();

  @Test
  void afterABreak_whatCameBefore_isDroppedOnce() {
    for (long i = 10; i < 14; i++) {
      assertThat(seam.isNew(at(i * SECOND / 10, "same"))).isTrue();
    }
    assertThat(seam.isNew(at(13 * SECOND / 10, "same"))).as("a twin in one stream").isTrue();
    seam.reopen();
    assertThat(seam.isNew(at(13 * SECOND / 10, "same"))).isFalse();
    assertThat(seam.isNew(at(13 * SECOND / 10, "same"))).isFalse();
    assertThat(seam.isNew(at(13 * SECOND / 10, "same"))).as("a third one").isTrue();
    assertThat(seam.isNew(at(13 * SECOND / 10, "other"))).isTrue();
  }

  @Test
  void asksForTheLastSecondAgain() {
    assertThat(seam.isEmpty()).isTrue();
    seam.isNew(at(5 * SECOND, "a"));
    assertThat(seam.sinceNanos()).isEqualTo(4 * SECOND);
    seam.isNew(at(5 * SECOND - 1, "b"));
    assertThat(seam.lastNanos()).isEqualTo(5 * SECOND);
  }

  @Test
  void moreThanFits_shortensWhatIsAskedForAgain_soThatNothingDoubles() {
    int messages = 3 * Seam.MOST;
    LongStream.range(0, messages).forEach(i -> seam.isNew(at(SECOND + i, "")));
    assertThat(seam.sinceNanos()).isEqualTo(SECOND + messages - Seam.MOST);
    seam.reopen();
    assertThat(
            LongStream.range(messages - Seam.MOST, messages + 10)
                .filter(i -> seam.isNew(at(SECOND + i, "")))
                .count())
        .isEqualTo(10);
  }

  @Test
  void secondBreak_stillKnowsWhatCameBeforeTheFirst() {
    seam.isNew(at(SECOND, "a"));
    seam.reopen();
    assertThat(seam.isNew(at(SECOND, "a"))).isFalse();
    seam.isNew(at(SECOND + 1, "b"));
    seam.reopen();
    assertThat(seam.isNew(at(SECOND, "a"))).isFalse();
    assertThat(seam.isNew(at(SECOND + 1, "b"))).isFalse();
    assertThat(seam.isNew(at(SECOND + 2, "c"))).isTrue();
  }

  private static Relayed at(long nanos, String text) {
    return new Relayed(text.getBytes(StandardCharsets.UTF_8), 1, nanos, 0);
  }
}
