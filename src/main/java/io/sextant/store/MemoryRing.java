package io.sextant.store;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The newest events in memory, by sequence number. One thread writes, any number read.
 *
 * <pre>
 *   slots   | 8 | 9 | 2 | 3 | 4 | 5 | 6 | 7 |     8 slots, capacity 7
 *                     ^   ^
 *                     |   tail = 3, the oldest that is safe to read
 *                     head = 10, goes here next
 * </pre>
 *
 * The slot at head is the one being overwritten, hence one slot more than the capacity. An event is
 * stored before head moves on, so it can be read at once. A reader takes the slot and then looks at
 * head again: if head has come round to that slot, what it took may be a later event, and the
 * position counts as overwritten. So a reader knows exactly which positions it missed.
 */
public final class MemoryRing implements EventStore {
  /** Events kept unless told otherwise. */
  public static final int DEFAULT_CAPACITY = 65_535;

  private static final int LARGEST_CAPACITY = (1 << 30) - 1;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Event[].class);
  private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

  /** The writer's counts stand apart from all that readers look at, by two cache lines each way. */
  private static final int HEAD = 16;

  private static final int SEEN_FLOWS = HEAD + 1;
  private static final int COUNTS = SEEN_FLOWS + 1 + HEAD;

  private final @Nullable Event[] slots;

  /** Of the event in each slot, see {@link Sieve#ends}. */
  private final long[] ends;

  private final int mask;
  private final long first;
  private final Node self;
  private final InstantSource clock;
  private final String id;
  private final Bell bell = new Bell();
  private final ReaderShare share = ReaderShare.allButOneCore();
  private final FlowRate rate = new FlowRate(this, MINUTE);
  private final LongAdder lostByReaders = new LongAdder();
  private final long[] counts = new long[COUNTS];

  /**
   * @param capacity events to keep, rounded up to the next 2<sup>n</sup>-1
   * @param self the node that readers' own losses are reported under
   */
  public MemoryRing(int capacity, Node self, InstantSource clock) {
    this(capacity, self, clock, 0);
  }

  /**
   * The same for a ring that goes on where an earlier one ended.
   *
   * @param first sequence number of the first event to come
   */
  public MemoryRing(int capacity, Node self, InstantSource clock, long first) {
    if (capacity < 1 || capacity > LARGEST_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity " + capacity + " of the memory ring: give 1 to " + LARGEST_CAPACITY);
    }
    this.slots = new Event[Math.max(2, Integer.highestOneBit(capacity) << 1)];
    this.ends = new long[slots.length];
    this.mask = slots.length - 1;
    this.self = self;
    this.clock = clock;
    this.id = Long.toString(Nanos.of(clock.instant()), Character.MAX_RADIX);
    this.first = first;
    counts[HEAD] = first;
  }

  @Override
  public void append(Event event) {
    long position = counts[HEAD];
    int slot = (int) position & mask;
    long numbers = Sieve.OPEN;
    if (event instanceof Flow flow) {
      numbers = Sieve.ends(flow.source().number(), flow.destination().number());
      NUMBER.setOpaque(counts, SEEN_FLOWS, counts[SEEN_FLOWS] + 1);
    }
    SLOT.setRelease(slots, slot, event);
    NUMBER.setRelease(ends, slot, numbers);
    NUMBER.setRelease(counts, HEAD, position + 1);
  }

  @Override
  public long appended() {
    return head() - first;
  }

  @Override
  public void wake() {
    bell.strike();
  }

  @Override
  public RingAnswer query(Query query) {
    return new RingAnswer(this, query, false);
  }

  /** The same for a caller that goes elsewhere for what is overwritten before it was read. */
  public RingAnswer queryBacked(Query query) {
    return new RingAnswer(this, query, true);
  }

  /** The time of its start, as it holds no longer than its process. */
  @Override
  public String id() {
    return id;
  }

  @Override
  public OptionalLong resume(String storeId, long sequence) {
    return storeId.equals(id) ? OptionalLong.of(sequence) : OptionalLong.empty();
  }

  @Override
  public Groups aggregate(Aggregation aggregation) {
    return RingGroups.of(this, aggregation);
  }

  @Override
  public RingStatus status() {
    return new RingStatus(
        mask, head() - tail(), (long) NUMBER.getOpaque(counts, SEEN_FLOWS), rate.perSecond());
  }

  @Override
  public double flowsPerSecond(Duration window) {
    return FlowRate.count(this, window.toNanos(), nowNanos());
  }

  @Override
  public int followers() {
    return bell.followers();
  }

  @Override
  public long lostByReaders() {
    return lostByReaders.sum();
  }

  /** Events that are kept at most. */
  public int capacity() {
    return mask;
  }

  @Override
  public void close() {
    bell.close();
  }

  boolean isClosed() {
    return bell.isClosed();
  }

  /** Sequence number that the next event will get. */
  public long head() {
    return (long) NUMBER.getAcquire(counts, HEAD);
  }

  /** Sequence number of the oldest event that can still be read. */
  public long tail() {
    return tail(head());
  }

  /** Oldest position that could be read when head was there. */
  long tail(long head) {
    return Math.max(first, head - mask);
  }

  /** Sequence number of the first event that ever was in this ring. */
  public long first() {
    return first;
  }

  /** The event at a position, or null if it was overwritten or is not there yet. */
  public @Nullable Event read(long position) {
    if (position >= head()) {
      return null;
    }
    Event event = (Event) SLOT.getAcquire(slots, (int) position & mask);
    return position >= tail() ? event : null;
  }

  /**
   * Copies events that were written. Whoever takes them must look at head afterwards: what the
   * position of the first leads to is right if it is not below the tail.
   */
  void copy(long position, int count, @Nullable Event[] into) {
    @Nullable Event[] from = slots;
    int most = from.length - 1;
    for (int i = 0; i < count; i++) {
      into[i] = (Event) SLOT.getAcquire(from, (int) (position + i) & most);
    }
  }

  /** The same for what {@link Sieve#passes} asks for. */
  void copyEnds(long position, int count, long[] into) {
    for (int i = 0; i < count; i++) {
      into[i] = ends(position + i);
    }
  }

  /** For {@link Sieve#passes}; right if the position is not below the tail afterwards. */
  long ends(long position) {
    return (long) NUMBER.getAcquire(ends, (int) position & mask);
  }

  ReaderShare share() {
    return share;
  }

  void readerLost(long events) {
    lostByReaders.add(events);
  }

  Bell bell() {
    return bell;
  }

  Node self() {
    return self;
  }

  long nowNanos() {
    return Nanos.of(clock.instant());
  }
}
