package io.sextant.store;

import io.sextant.flow.Event;
import io.sextant.flow.LostEvents;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An answer from the memory ring. A reader that is overtaken by the writer gets its own loss as one
 * event per second at most, and always before the answer ends or waits; unless somebody stands
 * behind it who has what the ring has no more, see {@link #isOvertaken}.
 */
public final class RingAnswer implements Answer {
  /** Events of several CPUs may stand out of order by less than this. */
  private static final long DISORDER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long REPORT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CHUNK = 256;
  private static final int TESTS_PER_STEP = 16;
  private static final int SIFTED_PER_STEP = 128;

  /** What a reader that is overtaken twice in a row gives up to stay ahead; more each time. */
  private static final int FIRST_MARGIN = 16;

  private static final int LARGEST_MARGIN_PART = 8;

  private final MemoryRing ring;
  private final Query query;
  private final Predicate<Event> wanted;
  private final @Nullable Sieve sieve;

  /** Whether the query is limited in time. */
  private final boolean timed;

  private final Thread reader = Thread.currentThread();
  private final OwnLoss loss;
  private final long backlogEnd;
  private final long end;
  private final Pace pace;

  /** Events from a position on, taken from the ring in one go; or what a sieve needs of them. */
  private final @Nullable Event[] chunk;

  private final long[] chunkEnds;
  private long chunkStart;
  private long knownHead;

  /** Distance to keep from a writer that was faster. */
  private long margin;

  private long chunkEnd;
  private long position;
  private long remaining = Long.MAX_VALUE;
  private boolean unpromised;

  /** Whether the caller goes elsewhere for what was overwritten. */
  private final boolean backed;

  private boolean overtaken;
  private boolean own;
  private boolean ended;
  private boolean cut;

  RingAnswer(MemoryRing ring, Query query, boolean backed) {
    this.backed = backed;
    this.ring = ring;
    this.query = query;
    this.wanted = query.wanted();
    this.sieve = Sieve.of(wanted);
    this.chunk = new @Nullable Event[sieve == null ? CHUNK : 0];
    this.chunkEnds = new long[sieve == null ? 0 : CHUNK];
    this.timed = query.sinceNanos() != Long.MIN_VALUE || query.untilNanos() != Long.MAX_VALUE;
    this.pace = new Pace(ring.share(), ring::head);
    this.loss = new OwnLoss(ring.self(), REPORT_INTERVAL_NANOS);
    long head = ring.head();
    this.backlogEnd = head;
    this.end = query.then() == Query.Then.STOP ? Math.min(head, query.before()) : query.before();
    this.knownHead = head;
    this.position = start(head, Math.min(head, query.before()));
    // What is overwritten before the first read was never promised to one who takes what is there.
    boolean promised = query.past() instanceof Query.Past.From;
    this.unpromised = !promised && position > ring.first() && position <= ring.tail();
    if (query.then() == Query.Then.FOLLOW) {
      ring.bell().join(reader);
    }
  }

  @Override
  public @Nullable Event next() {
    return next(Long.MAX_VALUE);
  }

  @Override
  public @Nullable Event next(long bound) {
    pace.step();
    own = false;
    while (!ended && !overtaken) {
      if (loss.isDue(ring)) {
        return tellOwnLoss();
      }
      if (position >= end || remaining == 0) {
        return end();
      }
      if (position >= bound && position < ring.head()) {
        return loss.isPending() ? tellOwnLoss() : null;
      }
      if (position >= chunkEnd) {
        if (!fill()) {
          return overtaken ? null : idle();
        }
        continue;
      }
      long limit = Math.min(Math.min(end, bound), chunkEnd);
      Event event = sieve == null ? search(limit) : sift(sieve, limit);
      if (event != null) {
        return event;
      }
    }
    return null;
  }

  @Override
  public void rest() {
    pace.rest();
  }

  /** The memory is searched before the answer is there. */
  @Override
  public OptionalLong stopSearch() {
    return OptionalLong.empty();
  }

  @Override
  public long sequence() {
    return position - 1;
  }

  @Override
  public boolean isOwnLoss() {
    return own;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long backlogEnd() {
    return backlogEnd;
  }

  @Override
  public long head() {
    return ring.head();
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean isCut() {
    return cut;
  }

  /**
   * Whether the answer came to a stop because what is at {@link #position} was overwritten; only
   * where {@link MemoryRing#queryBacked} was asked.
   */
  public boolean isOvertaken() {
    return overtaken;
  }

  /** As {@link #await}, but for so long at most. */
  public void await(long nanos) {
    if (!ended) {
      ring.bell().await(() -> ring.head() > position, nanos);
    }
  }

  @Override
  public void await() {
    long left = query.untilNanos() - ring.nowNanos();
    pace.rest();
    if (!ended) {
      long longest = left > LONGEST_WAIT_NANOS ? LONGEST_WAIT_NANOS : left + DISORDER_NANOS + 1;
      ring.bell().await(() -> ring.head() > position, longest);
    }
  }

  @Override
  public void close() {
    ring.bell().leave(reader);
  }

  private long start(long head, long end) {
    return switch (query.past()) {
      case Query.Past.None _ -> head;
      case Query.Past.From(long sequence) -> Math.min(Math.max(ring.first(), sequence), head);
      case Query.Past.All _ -> rewind(end, Long.MAX_VALUE);
      case Query.Past.Last(long number) -> rewind(end, number);
      case Query.Past.First(long number) -> {
        remaining = number;
        yield rewind(end, Long.MAX_VALUE);
      }
    };
  }

  /** The position that so many wanted events, or all within the query's time, begin at. */
  private long rewind(long end, long number) {
    long tail = ring.tail();
    if (number == Long.MAX_VALUE && query.sinceNanos() == Long.MIN_VALUE) {
      return tail;
    }
    long missing = number;
    long at = end;
    while (at > tail && missing > 0) {
      if (at % TESTS_PER_STEP == 0) {
        pace.step();
      } else if (number != Long.MAX_VALUE && isPassedOver(at - 1)) {
        at--;
        continue;
      }
      Event event = ring.read(at - 1);
      if (event == null || event.timeNanos() + DISORDER_NANOS < query.sinceNanos()) {
        break;
      }
      at--;
      if (!(event instanceof LostEvents)
          && number != Long.MAX_VALUE
          && query.covers(event.timeNanos())
          && query.wanted().test(event)) {
        missing--;
      }
    }
    return at;
  }

  /** Whether the sieve tells that an event is not wanted. */
  private boolean isPassedOver(long at) {
    if (sieve == null) {
      return false;
    }
    long ends = ring.ends(at);
    if (sieve.passes(ends, null)) {
      Event event = ring.read(at);
      return event != null && !sieve.passes(ends, event);
    }
    return at >= ring.tail();
  }

  private boolean isAfter(long timeNanos) {
    return timeNanos - DISORDER_NANOS > query.untilNanos();
  }

  /** Takes the next events from the ring; gives whether there is something to look at. */
  private boolean fill() {
    while (position < end) {
      if (position >= knownHead) {
        knownHead = ring.head();
        if (position >= knownHead) {
          return false;
        }
      }
      int count = (int) Math.min(knownHead - position, CHUNK);
      if (sieve == null) {
        ring.copy(position, count, chunk);
      } else {
        ring.copyEnds(position, count, chunkEnds);
      }
      knownHead = ring.head();
      long tail = ring.tail(knownHead);
      if (position >= tail) {
        unpromised = false;
        margin = 0;
        chunkStart = position;
        chunkEnd = position + count;
        return true;
      }
      if (backed) {
        overtaken = true;
        return false;
      }
      skipTo(tail + margin);
      margin = Math.min(2 * margin + FIRST_MARGIN, ring.capacity() / LARGEST_MARGIN_PART);
    }
    return true;
  }

  /** The first event before the limit to be told, or null. */
  private @Nullable Event search(long limit) {
    long at = position;
    while (at < limit) {
      // Time is asked for between pieces that take a microsecond or so.
      long piece = Math.min(limit, at + TESTS_PER_STEP);
      for (; at < piece; at++) {
        Event event = Objects.requireNonNull(chunk[(int) (at - chunkStart)]);
        if (isToStopAt(event)) {
          return found(event, at);
        }
      }
      pace.step();
    }
    position = at;
    return null;
  }

  /** The same, with nothing taken from the ring but what the sieve lets pass. */
  private @Nullable Event sift(Sieve through, long limit) {
    long at = position;
    while (at < limit) {
      long piece = Math.min(limit, at + SIFTED_PER_STEP);
      for (; at < piece; at++) {
        long ends = chunkEnds[(int) (at - chunkStart)];
        if (through.passes(ends, null)) {
          Event event = ring.read(at);
          if (event == null) {
            // Overwritten meanwhile: the next chunk begins with that loss.
            chunkEnd = at;
            position = at;
            return null;
          }
          if (through.passes(ends, event) && isToStopAt(event)) {
            return found(event, at);
          }
        }
      }
      pace.step();
    }
    position = at;
    return null;
  }

  /** Whether an event is to be told, or the last one to be looked at. */
  private boolean isToStopAt(Event event) {
    return event instanceof LostEvents
        || (timed && isAfter(event.timeNanos()))
        || ((!timed || query.covers(event.timeNanos())) && wanted.test(event));
  }

  private @Nullable Event found(Event event, long at) {
    position = at + 1;
    if (event instanceof LostEvents) {
      return event;
    }
    if (isAfter(event.timeNanos())) {
      return end();
    }
    remaining--;
    return event;
  }

  private void skipTo(long place) {
    long to = Math.max(position, Math.min(place, end));
    if (!unpromised) {
      long missed = to - position;
      loss.add(missed, ring.nowNanos());
      ring.readerLost(missed);
    }
    position = to;
  }

  private Event tellOwnLoss() {
    own = true;
    return loss.take(ring.nowNanos());
  }

  private @Nullable Event end() {
    if (loss.isPending()) {
      return tellOwnLoss();
    }
    ended = true;
    return null;
  }

  private @Nullable Event idle() {
    if (loss.isPending()) {
      return tellOwnLoss();
    }
    boolean over = isAfter(ring.nowNanos());
    cut = ring.isClosed() && !over;
    ended = cut || over;
    return null;
  }
}
