package io.sextant.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Samples of one CPU between its ring's thread, the only producer, and the one consumer.
 *
 * <pre>
 * byte[] of a power of two, positions only grow, entries never cross the end:
 *   int size of the entry @0 | int kind @4 | long time @8 | bytes, or long count @16 | to 8 bytes
 * </pre>
 *
 * <p>When it is full the producer counts and goes on; the count becomes an entry as soon as one
 * fits, so the consumer meets it where the samples are missing.
 */
final class SampleQueue {
  static final int KIND_SAMPLE = 0;
  static final int KIND_KERNEL_LOST = 1;
  static final int KIND_QUEUE_LOST = 2;
  private static final int KIND_FILLER = 3;

  private static final int HEADER = 16;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final byte[] buffer;
  private final int mask;

  /** Up to where entries can be read; written by the producer. */
  private final AtomicLong written = new AtomicLong();

  /** Up to where entries were read; written by the consumer. */
  private final AtomicLong read = new AtomicLong();

  private long readSeen; // producer's last look at read
  private final long[] pendingLost = new long[2]; // by kind - 1
  private long pendingLostTime;
  private long writtenSeen; // consumer's last look at written

  SampleQueue(int bytes) {
    this.buffer = new byte[bytes];
    this.mask = bytes - 1;
  }

  // Producer.

  /** False when it did not fit: it is counted, and the consumer will hear of it. */
  boolean offer(long time, MemorySegment segment, long offset, int length) {
    if (!announceLost() || !reserve(HEADER + length)) {
      pend(KIND_QUEUE_LOST, time, 1);
      return false;
    }
    int at = begin(HEADER + length, KIND_SAMPLE, time);
    MemorySegment.copy(segment, JAVA_BYTE, offset, buffer, at + HEADER, length);
    written.setRelease(written.getPlain() + padded(HEADER + length));
    return true;
  }

  /** Passes on the kernel's own count. */
  void offerKernelLost(long time, long count) {
    pend(KIND_KERNEL_LOST, time, count);
    announceLost();
  }

  boolean hasUnannouncedLost() {
    return pendingLost[0] + pendingLost[1] > 0;
  }

  /** Tells the consumer of samples that did not fit; false while there is still no room. */
  boolean announceLost() {
    return announce(KIND_KERNEL_LOST) && announce(KIND_QUEUE_LOST);
  }

  private boolean announce(int kind) {
    long count = pendingLost[kind - 1];
    if (count == 0) {
      return true;
    }
    if (!reserve(HEADER + 8)) {
      return false;
    }
    writeCount(kind, pendingLostTime, count);
    pendingLost[kind - 1] = 0;
    return true;
  }

  private void pend(int kind, long time, long count) {
    pendingLost[kind - 1] += count;
    pendingLostTime = time;
  }

  private void writeCount(int kind, long time, long count) {
    int at = begin(HEADER + 8, kind, time);
    LONG.set(buffer, at + HEADER, count);
    written.setRelease(written.getPlain() + padded(HEADER + 8));
  }

  private int begin(int size, int kind, long time) {
    int at = (int) written.getPlain() & mask;
    INT.set(buffer, at, size);
    INT.set(buffer, at + 4, kind);
    LONG.set(buffer, at + 8, time);
    return at;
  }

  /**
   * Makes sure that so many bytes are free in one piece, with a filler up to the end if need be.
   */
  private boolean reserve(int size) {
    int wanted = padded(size);
    long position = written.getPlain();
    int toEnd = buffer.length - ((int) position & mask);
    int needed = wanted <= toEnd ? wanted : toEnd + wanted;
    if (buffer.length - (position - readSeen) < needed) {
      readSeen = read.getAcquire();
      if (buffer.length - (position - readSeen) < needed) {
        return false;
      }
    }
    if (wanted > toEnd) {
      int at = (int) position & mask;
      INT.set(buffer, at, toEnd);
      INT.set(buffer, at + 4, KIND_FILLER);
      written.setRelease(position + toEnd);
    }
    return true;
  }

  // Consumer.

  /** Position in {@link #buffer} of the next entry, -1 when there is none. */
  int peek() {
    while (true) {
      long position = read.getPlain();
      if (position == writtenSeen) {
        writtenSeen = written.getAcquire();
        if (position == writtenSeen) {
          return -1;
        }
      }
      int at = (int) position & mask;
      if ((int) INT.get(buffer, at + 4) != KIND_FILLER) {
        return at;
      }
      read.setRelease(position + (int) INT.get(buffer, at));
    }
  }

  long time(int at) {
    return (long) LONG.get(buffer, at + 8);
  }

  /** Gives the entry to the consumer and frees it; 1 for a sample, 0 for a count. */
  int take(int at, int cpu, SampleConsumer consumer) {
    int size = (int) INT.get(buffer, at);
    int kind = (int) INT.get(buffer, at + 4);
    if (kind == KIND_SAMPLE) {
      consumer.sample(cpu, time(at), buffer, at + HEADER, size - HEADER);
    } else {
      LossSource source =
          kind == KIND_KERNEL_LOST ? LossSource.KERNEL_RING : LossSource.READER_QUEUE;
      consumer.lost(cpu, time(at), source, (long) LONG.get(buffer, at + HEADER));
    }
    read.setRelease(read.getPlain() + padded(size));
    return kind == KIND_SAMPLE ? 1 : 0;
  }

  /** More than half of the room is taken: the consumer should not wait for order any more. */
  boolean isPressed() {
    return written.getAcquire() - read.getPlain() > buffer.length / 2;
  }

  private static int padded(int size) {
    return (size + 7) & ~7;
  }
}
