package io.sextant.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
  private static final int CAPACITY = 1 << 12;

  private final SampleQueue queue = new SampleQueue(CAPACITY);
  private final Collected collected = new Collected();

  @Test
  void take_empty_givesNothing() {
    assertThat(queue.peek()).isNegative();
  }

  @Test
  void take_afterOffer_givesTheSameBytes() {
    offer(5, 100);
    assertThat(queue.time(queue.peek())).isEqualTo(5);
    takeAll();
    assertThat(collected.events).containsExactly("5:100");
    assertThat(queue.peek()).isNegative();
  }

  @Test
  void offer_manyTimesRoundTheEnd_losesNothing() {
    for (int i = 0; i < 10_000; i++) {
      int length = i % 300;
      assertThat(offer(i, length)).isTrue();
      takeAll();
      assertThat(collected.events).last().isEqualTo(i + ":" + length);
    }
  }

  @Test
  void offer_full_countsAndTellsInPlace() {
    int fitting = 0;
    while (offer(fitting, 100)) {
      fitting++;
    }
    offer(1_000, 100);
    assertThat(queue.isPressed()).isTrue();
    queue.take(queue.peek(), 3, collected);
    queue.take(queue.peek(), 3, collected);
    assertThat(offer(2_000, 100)).isTrue();
    takeAll();
    assertThat(collected.events)
        .endsWith((fitting - 1) + ":100", "lost 2 READER_QUEUE at 1000", "2000:100");
    assertThat(queue.isPressed()).isFalse();
  }

  @Test
  void announceLost_afterRoomIsMade_needsNoFurtherSample() {
    while (offer(1, 100)) {}
    takeAll();
    assertThat(queue.announceLost()).isTrue();
    takeAll();
    assertThat(collected.events).last().isEqualTo("lost 1 READER_QUEUE at 1");
  }

  @Test
  void offerKernelLost_full_keepsItsSource() {
    while (offer(1, 100)) {}
    queue.offerKernelLost(9, 7);
    takeAll();
    queue.announceLost();
    takeAll();
    assertThat(collected.events).endsWith("lost 7 KERNEL_RING at 9", "lost 1 READER_QUEUE at 9");
  }

  @Test
  void offer_largerThanTheQueue_isLost() {
    assertThat(offer(1, CAPACITY)).isFalse();
    assertThat(offer(2, 10)).isTrue();
    takeAll();
    assertThat(collected.events).containsExactly("lost 1 READER_QUEUE at 1", "2:10");
  }

  @Test
  void twoThreads_everythingArrivesOnceInOrder() throws Exception {
    int total = 100_000;
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < total; i++) {
                while (!offer(i, i % 64)) {
                  java.util.concurrent.locks.LockSupport.parkNanos(1_000);
                }
              }
            });
    Counting counting = new Counting();
    while (counting.samples < total) {
      int at = queue.peek();
      if (at >= 0) {
        queue.take(at, 3, counting);
      } else {
        java.util.concurrent.locks.LockSupport.parkNanos(1_000);
      }
    }
    producer.join();
    assertThat(counting.disorder).isZero();
  }

  private boolean offer(long time, int length) {
    byte[] bytes = new byte[length + 1];
    for (int i = 1; i <= length; i++) {
      bytes[i] = (byte) (time + i - 1);
    }
    return queue.offer(time, MemorySegment.ofArray(bytes), 1, length);
  }

  private void takeAll() {
    int at = queue.peek();
    while (at >= 0) {
      queue.take(at, 3, collected);
      at = queue.peek();
    }
  }

  private static final class Counting implements SampleConsumer {
    long samples;
    long disorder;

    @Override
    public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
      if (bootNanos != samples || length != bootNanos % 64) {
        disorder++;
      }
      samples++;
    }

    @Override
    public void lost(int cpu, long bootNanos, LossSource source, long count) {}
  }

  private static final class Collected implements SampleConsumer {
    final List<String> events = new ArrayList<>();

    @Override
    public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
      assertThat(cpu).isEqualTo(3);
      for (int i = 0; i < length; i++) {
        assertThat(buffer[offset + i]).isEqualTo((byte) (bootNanos + i));
      }
      events.add(bootNanos + ":" + length);
    }

    @Override
    public void lost(int cpu, long bootNanos, LossSource source, long count) {
      events.add("lost " + count + " " + source + " at " + bootNanos);
    }
  }
}
