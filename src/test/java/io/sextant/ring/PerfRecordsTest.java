package io.sextant.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PerfRecordsTest {
  private static final int DATA = 4096;

  private static final int PAGE = 4096;

  private final FakeRing ring = new FakeRing(PAGE);
  private final PerfRecords records = new PerfRecords(ring.pages, PAGE);
  private final Collected collected = new Collected();

  @Test
  void drain_nothing_givesNothing() {
    assertThat(records.isEmpty()).isTrue();
    assertThat(records.drain(collected)).isZero();
  }

  @Test
  void drain_samples_givesTimeAndBytesInOrder() {
    ring.sample(7, new byte[] {1, 2, 3, 4});
    ring.sample(8, new byte[] {5, 6, 7, 8});
    assertThat(records.isEmpty()).isFalse();
    assertThat(records.drain(collected)).isEqualTo(2);
    assertThat(collected.events).containsExactly("7:[1, 2, 3, 4]", "8:[5, 6, 7, 8]");
    assertThat(records.isEmpty()).isTrue();
    assertThat(ring.tail()).isEqualTo(ring.head);
  }

  @Test
  void drain_recordAcrossTheEnd_isPutTogether() {
    byte[] bytes = new byte[100];
    new Random(1).nextBytes(bytes);
    for (int i = 0; i < 200; i++) {
      ring.sample(i, bytes);
      records.drain(collected);
    }
    assertThat(collected.events).hasSize(200);
    assertThat(collected.events)
        .allMatch(event -> event.endsWith(java.util.Arrays.toString(bytes)));
  }

  @Test
  void drain_largerPages_findsRecordsBehindTheFirst() {
    FakeRing large = new FakeRing(1 << 16);
    PerfRecords behind = new PerfRecords(large.pages, 1 << 16);
    for (int i = 0; i < 200; i++) {
      large.sample(i, new byte[100]);
      assertThat(behind.drain(collected)).isEqualTo(1);
    }
    assertThat(collected.events).hasSize(200).first().asString().startsWith("0:[0, ");
  }

  @Test
  void drain_lostRecord_givesCountWithItsTime() {
    ring.lost(5, 99);
    records.drain(collected);
    assertThat(collected.events).containsExactly("lost 5 at 99");
  }

  @Test
  void drain_unknownType_isMalformedAndTheNextIsRead() {
    ring.record(77, 16);
    ring.sample(1, new byte[] {9, 9, 9, 9});
    records.drain(collected);
    assertThat(collected.events).containsExactly("malformed", "1:[9, 9, 9, 9]");
  }

  @Test
  void drain_lengthBeyondTheRecord_isMalformed() {
    ring.sample(1, new byte[] {1, 2, 3, 4});
    ring.setInt(16, 5);
    records.drain(collected);
    ring.sample(2, new byte[] {1, 2, 3, 4});
    ring.setInt((int) (ring.head - 24) + 16, -1);
    records.drain(collected);
    assertThat(collected.events).containsExactly("malformed", "malformed");
  }

  @Test
  void drain_impossibleSize_skipsAllAndGoesOn() {
    for (int size : new int[] {0, 4, 12, 8000}) {
      ring.sample(1, new byte[] {1, 2, 3, 4});
      ring.setSize(ring.head - 24, size);
      records.drain(collected);
      assertThat(records.isEmpty()).isTrue();
    }
    assertThat(collected.events).containsOnly("malformed");
    ring.sample(2, new byte[] {1, 2, 3, 4});
    records.drain(collected);
    assertThat(collected.events).last().isEqualTo("2:[1, 2, 3, 4]");
  }

  @Test
  void drain_headBehindTail_isMalformed() {
    ring.head = -800;
    ring.publish();
    records.drain(collected);
    assertThat(collected.events).containsExactly("malformed");
    assertThat(records.isEmpty()).isTrue();
  }

  @Test
  void drain_randomBytes_endsAndStaysInside() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] noise = new byte[DATA];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(noise);
      MemorySegment.copy(noise, 0, ring.pages, ValueLayout.JAVA_BYTE, PAGE, DATA);
      ring.head += random.nextInt(2 * DATA);
      ring.publish();
      records.drain(collected);
      assertThat(records.isEmpty()).isTrue();
    }
  }

  /** The kernel's side of a ring in plain memory. */
  private static final class FakeRing {
    final int page;
    final MemorySegment pages;
    long head;

    FakeRing(int page) {
      this.page = page;
      this.pages = Arena.ofAuto().allocate(page + DATA, 8);
    }

    void sample(long time, byte[] bytes) {
      int size = (20 + bytes.length + 7) / 8 * 8;
      long at = begin(PerfRecords.TYPE_SAMPLE, size);
      putLong(at + 8, time);
      putInt(at + 16, bytes.length);
      for (int i = 0; i < bytes.length; i++) {
        putByte(at + 20 + i, bytes[i]);
      }
      end(size);
    }

    void lost(long count, long time) {
      long at = begin(PerfRecords.TYPE_LOST, 32);
      putLong(at + 16, count);
      putLong(at + 24, time);
      end(32);
    }

    void record(int type, int size) {
      begin(type, size);
      end(size);
    }

    void setInt(int position, int value) {
      putInt(position, value);
    }

    void setSize(long position, int size) {
      putByte(position + 6, (byte) size);
      putByte(position + 7, (byte) (size >> 8));
    }

    long tail() {
      return pages.get(ValueLayout.JAVA_LONG, PerfRecords.DATA_TAIL);
    }

    void publish() {
      pages.set(ValueLayout.JAVA_LONG, PerfRecords.DATA_HEAD, head);
    }

    private long begin(int type, int size) {
      putInt(head, type);
      putInt(head + 4, size << 16);
      return head;
    }

    private void end(int size) {
      head += size;
      publish();
    }

    private void putLong(long position, long value) {
      for (int i = 0; i < 8; i++) {
        putByte(position + i, (byte) (value >> (8 * i)));
      }
    }

    private void putInt(long position, int value) {
      for (int i = 0; i < 4; i++) {
        putByte(position + i, (byte) (value >> (8 * i)));
      }
    }

    private void putByte(long position, byte value) {
      pages.set(ValueLayout.JAVA_BYTE, page + (position & (DATA - 1)), value);
    }
  }

  private static final class Collected implements PerfRecords.Sink {
    final List<String> events = new ArrayList<>();

    @Override
    public void sample(long time, MemorySegment segment, long offset, int length) {
      byte[] bytes = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      events.add(time + ":" + java.util.Arrays.toString(bytes));
    }

    @Override
    public void lost(long time, long count) {
      events.add("lost " + count + " at " + time);
    }

    @Override
    public void malformed() {
      events.add("malformed");
    }
  }
}
