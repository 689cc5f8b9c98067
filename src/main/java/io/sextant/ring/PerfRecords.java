package io.sextant.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The records in the pages of one perf ring, read in place.
 *
 * <pre>
 * page 0     data_head @1024 (kernel writes), data_tail @1032 (we write)
 * page 1..   records, each: u32 type, u16 misc, u16 size, then
 *            sample (9): u64 time @8, u32 length @16, bytes @20
 *            lost   (2): u64 id @8, u64 count @16, u64 time @24
 * </pre>
 *
 * <p>Records are multiples of 8 bytes and may cross the end. One thread drains; any may ask {@link
 * #isEmpty}.
 */
final class PerfRecords {
  static final int DATA_HEAD = 1024;
  static final int DATA_TAIL = 1032;
  static final int TYPE_LOST = 2;
  static final int TYPE_SAMPLE = 9;

  private static final int LARGEST_RECORD = 1 << 16;
  private static final int SAMPLE_DATA = 20;
  private static final int LOST_BYTES = 24;
  private static final VarHandle POSITION = JAVA_LONG.varHandle();

  private final MemorySegment pages;
  private final int controlBytes;
  private final long mask;
  private final MemorySegment crossing = MemorySegment.ofArray(new byte[LARGEST_RECORD]);
  private long lastTime;

  /**
   * @param controlBytes size of page 0
   */
  PerfRecords(MemorySegment pages, int controlBytes) {
    this.pages = pages;
    this.controlBytes = controlBytes;
    long size = pages.byteSize() - controlBytes;
    if (Long.bitCount(size) != 1) {
      throw new IllegalArgumentException("data of " + size + " bytes: must be a power of two");
    }
    this.mask = size - 1;
  }

  /** Takes records as they are read; the segment is valid during the call. */
  interface Sink {
    void sample(long time, MemorySegment segment, long offset, int length);

    void lost(long time, long count);

    void malformed();
  }

  /** True when the kernel has put nothing there that was not drained. */
  boolean isEmpty() {
    return (long) POSITION.getAcquire(pages, (long) DATA_HEAD)
        == (long) POSITION.getAcquire(pages, (long) DATA_TAIL);
  }

  /** Gives all records that are there to the sink, frees their room, and says how many. */
  int drain(Sink sink) {
    long head = (long) POSITION.getAcquire(pages, (long) DATA_HEAD);
    long tail = pages.get(JAVA_LONG, DATA_TAIL);
    int records = 0;
    while (tail != head) {
      int size = recordSize(tail, head);
      if (size == 0) {
        sink.malformed();
        tail = head;
      } else {
        read(tail, size, sink);
        tail += size;
      }
      records++;
    }
    POSITION.setRelease(pages, (long) DATA_TAIL, tail);
    return records;
  }

  /** Size of the record at the tail, 0 if it cannot be one: then no later one can be found. */
  private int recordSize(long tail, long head) {
    long available = head - tail;
    if (available < 8 || available > mask + 1 || (tail & 7) != 0) {
      return 0;
    }
    int size = Short.toUnsignedInt(pages.get(JAVA_SHORT, controlBytes + (tail & mask) + 6));
    return size < 8 || (size & 7) != 0 || size > available ? 0 : size;
  }

  private void read(long tail, int size, Sink sink) {
    long start = tail & mask;
    if (start + size <= mask + 1) {
      dispatch(pages, controlBytes + start, size, sink);
      return;
    }
    long first = mask + 1 - start;
    MemorySegment.copy(pages, controlBytes + start, crossing, 0, first);
    MemorySegment.copy(pages, controlBytes, crossing, first, size - first);
    dispatch(crossing, 0, size, sink);
  }

  private void dispatch(MemorySegment record, long at, int size, Sink sink) {
    int type = record.get(JAVA_INT_UNALIGNED, at);
    if (type == TYPE_SAMPLE && size >= SAMPLE_DATA) {
      int length = record.get(JAVA_INT_UNALIGNED, at + 16);
      if (length >= 0 && length <= size - SAMPLE_DATA) {
        lastTime = record.get(JAVA_LONG_UNALIGNED, at + 8);
        sink.sample(lastTime, record, at + SAMPLE_DATA, length);
        return;
      }
    } else if (type == TYPE_LOST && size >= LOST_BYTES) {
      if (size >= LOST_BYTES + 8) {
        lastTime = record.get(JAVA_LONG_UNALIGNED, at + 24);
      }
      sink.lost(lastTime, record.get(JAVA_LONG_UNALIGNED, at + 16));
      return;
    }
    sink.malformed();
  }
}
