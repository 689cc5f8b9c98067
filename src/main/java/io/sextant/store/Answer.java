package io.sextant.store;

import io.sextant.flow.Event;
import io.sextant.flow.LostEvents;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events that a query asked for, one by one, in the order they were written; losses stand among
 * them where they happened. A reader that is overtaken by the writer gets its own loss as one event
 * per second at most, and always before the answer ends or waits. Belongs to one thread.
 */
public final class Answer implements AutoCloseable {
  /** Events of several CPUs may stand out of order by less than this. */
  private static final long DISORDER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long REPORT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MemoryRing ring;
  private final Query query;
  private final Thread reader = Thread.currentThread();
  private final OwnLoss loss;
  private final long backlogEnd;
  private final long end;
  private long position;
  private long remaining = Long.MAX_VALUE;
  private boolean unpromised;
  private boolean ended;

  Answer(MemoryRing ring, Query query) {
    this.ring = ring;
    this.query = query;
    this.loss = new OwnLoss(ring.self(), REPORT_INTERVAL_NANOS);
    long head = ring.head();
    this.backlogEnd = head;
    this.end = query.then() == Query.Then.STOP ? head : Long.MAX_VALUE;
    this.position = start(head);
    // What is overwritten before the first read was never promised to one who takes what is there.
    boolean promised = query.past() instanceof Query.Past.From;
    this.unpromised = !promised && position > 0 && position <= ring.tail();
    if (query.then() == Query.Then.FOLLOW) {
      ring.bell().join(reader);
    }
  }

  /**
   * The next event, or null when there is none: for good after {@link #ended}, else until more is
   * written.
   */
  public @Nullable Event next() {
    return next(Long.MAX_VALUE);
  }

  /**
   * As {@link #next()}, but also null where more is written from {@code bound} on: however much
   * comes in and however little of it is wanted, a reader with other work gets back to it.
   */
  public @Nullable Event next(long bound) {
    while (!ended) {
      if (loss.isDue(ring)) {
        return loss.take(ring.nowNanos());
      }
      if (position >= end || remaining == 0) {
        return end();
      }
      if (position >= bound && position < ring.head()) {
        return loss.isPending() ? loss.take(ring.nowNanos()) : null;
      }
      Event event = ring.read(position);
      if (event == null) {
        long tail = ring.tail();
        if (position >= tail) {
          return idle();
        }
        skipTo(tail);
        continue;
      }
      unpromised = false;
      position++;
      if (event instanceof LostEvents) {
        return event;
      }
      if (isAfter(event.timeNanos())) {
        return end();
      }
      if (query.covers(event.timeNanos()) && query.wanted().test(event)) {
        remaining--;
        return event;
      }
    }
    return null;
  }

  /** Sequence number of the event that came last; of no meaning after the reader's own loss. */
  public long sequence() {
    return position - 1;
  }

  /** Sequence number of the first event that was not looked at yet, wanted or not. */
  public long position() {
    return position;
  }

  /** Sequence number of the first event that was not there yet when the query came. */
  public long backlogEnd() {
    return backlogEnd;
  }

  /** Sequence number that the next event to be written will get. */
  public long head() {
    return ring.head();
  }

  /** Whether nothing will come any more. */
  public boolean ended() {
    return ended;
  }

  /**
   * Parks the reader until there may be more, it is unparked by others, or the query's time is
   * over. May return for no reason; the caller looks by {@link #next}.
   */
  public void await() {
    long left = query.untilNanos() - ring.nowNanos();
    if (!ended) {
      long longest = left > LONGEST_WAIT_NANOS ? LONGEST_WAIT_NANOS : left + DISORDER_NANOS + 1;
      ring.bell().await(() -> ring.head() > position, longest);
    }
  }

  @Override
  public void close() {
    ring.bell().leave(reader);
  }

  private long start(long head) {
    return switch (query.past()) {
      case Query.Past.None _ -> head;
      case Query.Past.From(long sequence) -> Math.min(Math.max(0, sequence), head);
      case Query.Past.All _ -> rewind(head, Long.MAX_VALUE);
      case Query.Past.Last(long number) -> rewind(head, number);
      case Query.Past.First(long number) -> {
        remaining = number;
        yield rewind(head, Long.MAX_VALUE);
      }
    };
  }

  /** The position that so many wanted events, or all within the query's time, begin at. */
  private long rewind(long head, long number) {
    long tail = ring.tail();
    if (number == Long.MAX_VALUE && query.sinceNanos() == Long.MIN_VALUE) {
      return tail;
    }
    long missing = number;
    long at = head;
    while (at > tail && missing > 0) {
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

  private boolean isAfter(long timeNanos) {
    return timeNanos - DISORDER_NANOS > query.untilNanos();
  }

  private void skipTo(long tail) {
    if (!unpromised) {
      long missed = Math.min(tail, end) - position;
      loss.add(missed, ring.nowNanos());
      ring.readerLost(missed);
    }
    position = Math.min(tail, end);
  }

  private @Nullable Event end() {
    if (loss.isPending()) {
      return loss.take(ring.nowNanos());
    }
    ended = true;
    return null;
  }

  private @Nullable Event idle() {
    if (loss.isPending()) {
      return loss.take(ring.nowNanos());
    }
    ended = ring.isClosed() || isAfter(ring.nowNanos());
    return null;
  }
}
