package io.sextant.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReaderShareTest {
  private static final long MILLI = 1_000_000;

  private final long now = System.nanoTime();

  @Test
  void readersTogether_waitForWhatTheyUsed_inTurn() {
    ReaderShare share = new ReaderShare(1, now);
    long first = share.pay(10 * MILLI, 0, now);
    assertThat(share.pay(10 * MILLI, 0, now)).isEqualTo(first + 10 * MILLI);
    assertThat(share.pay(10 * MILLI, 0, now)).isEqualTo(first + 20 * MILLI);
  }

  @Test
  void whoeverIsAlone_neverWaits() {
    ReaderShare share = new ReaderShare(1, now);
    for (int i = 1; i <= 100; i++) {
      assertThat(share.pay(MILLI, 0, now + i * MILLI)).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void timeThatNobodyUsed_isNotSaved() {
    ReaderShare share = new ReaderShare(1, now);
    share.pay(MILLI, 0, now);
    assertThat(share.pay(10 * MILLI, 0, now + 1_000 * MILLI)).isEqualTo(9 * MILLI);
  }

  @Test
  void moreCores_moreShare() {
    long later = now + 1_000 * MILLI;
    assertThat(new ReaderShare(1, now).pay(20 * MILLI, 0, later)).isEqualTo(19 * MILLI);
    assertThat(new ReaderShare(4, now).pay(20 * MILLI, 0, later)).isEqualTo(4 * MILLI);
  }

  @Test
  void fasterWriter_higherPrice_untilItIsIdle() {
    ReaderShare share = new ReaderShare(1, now);
    long later = now + 20 * MILLI;
    assertThat(share.pay(MILLI, 10_000, later)).isEqualTo(MILLI);
    later += 20 * MILLI;
    assertThat(share.pay(MILLI, 30_000, later)).isEqualTo(4 * MILLI);
    later += 20 * MILLI;
    assertThat(share.pay(MILLI, 30_000, later)).isZero();
  }
}
