package io.sextant.history;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import io.sextant.store.RingAnswer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One answer from what is stored and what is in memory, in the order of sequence numbers.
 *
 * <pre>
 *   stored   |█████████████████████████|
 *   memory                   |█████████████████| head
 *              ── past ──────►── live ────────►
 * </pre>
 *
 * The reader goes over from one to the other at any number that both have, and back if the writer
 * of the memory overtakes it: so nothing is told twice and nothing is left out that is in either.
 * To find the newest N it first goes backwards, through the memory and then block by block.
 *
 * <p>While nothing can be stored, the memory moves away from what is. What fell between them is in
 * the ledger and is told from there; the reader did not miss it.
 */
final class HistoryAnswer implements Answer {
  /** Events of several CPUs may stand out of order by less than this. */
  private static final long DISORDER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Part of the memory that a reader keeps away from the place where it is overwritten. */
  private static final int MARGIN_PART = 8;

  private final MemoryRing ring;
  private final StoredFlows stored;
  private final PastReader past;
  private final Query query;
  private final long backlogEnd;
  private final long end;
  private final Deque<StoredFlows.Loss> notStored = new ArrayDeque<>();
  private long remaining = Long.MAX_VALUE;
  private @Nullable Rewind rewind;
  private @Nullable RingAnswer live;
  private long sequence = -1;
  private boolean own;
  private boolean ended;

  HistoryAnswer(MemoryRing ring, StoredFlows stored, Query query) {
    this.ring = ring;
    this.stored = stored;
    this.past = new PastReader(stored, query);
    this.query = query;
    this.backlogEnd = ring.head();
    this.end =
        query.then() == Query.Then.STOP ? Math.min(backlogEnd, query.before()) : query.before();
    start();
  }

  private void start() {
    switch (query.past()) {
      case Query.Past.None _ -> goLive(backlogEnd);
      case Query.Past.From(long from) -> goTo(from);
      case Query.Past.All _ -> fromTheOldest();
      case Query.Past.First(long number) -> {
        remaining = number;
        fromTheOldest();
      }
      case Query.Past.Last(long number) -> {
        if (number == Long.MAX_VALUE) {
          fromTheOldest();
        } else {
          fromTheNewest(number);
        }
      }
    }
  }

  private void fromTheOldest() {
    long inMemory = firstSafe();
    Event oldest = ring.read(inMemory);
    boolean allInMemory =
        oldest != null && oldest.timeNanos() + DISORDER_NANOS < query.sinceNanos();
    goTo(allInMemory ? inMemory : past.first());
  }

  private void fromTheNewest(long number) {
    // What is in no block yet is in memory only, however soon it will be overwritten.
    long floor = Math.max(ring.tail(), Math.min(firstSafe(), past.sealed()));
    long missing = number;
    long at = Math.min(end, backlogEnd);
    while (missing > 0 && at > floor) {
      Event event = ring.read(at - 1);
      if (event == null) {
        break;
      }
      if (event.timeNanos() + DISORDER_NANOS < query.sinceNanos()) {
        goLive(at);
        return;
      }
      at--;
      if (event instanceof Flow && wants(event)) {
        missing--;
      }
    }
    if (missing == 0) {
      goLive(at);
    } else {
      rewind = past.rewind(at, missing);
    }
  }

  private boolean wants(Event event) {
    return query.covers(event.timeNanos()) && query.wanted().test(event);
  }

  /** The oldest in memory that will not be overwritten soon. */
  private long firstSafe() {
    long tail = ring.tail();
    return tail == ring.first()
        ? tail
        : Math.min(tail + ring.capacity() / MARGIN_PART, ring.head());
  }

  private void goTo(long position) {
    if (position >= firstSafe()) {
      goLive(position);
    } else {
      past.seek(position);
    }
  }

  private void goLive(long position) {
    RingAnswer before = live;
    long from = before == null ? overWhatIsNotStored(position) : position;
    Query rest =
        new Query(
            query.wanted(),
            query.sinceNanos(),
            query.untilNanos(),
            new Query.Past.From(from),
            query.then(),
            end);
    boolean backed = from >= ring.tail() || past.reaches(from);
    live = backed ? ring.queryBacked(rest) : ring.query(rest);
    if (before != null) {
      before.close();
    }
    past.release();
  }

  /**
   * Takes from the ledger what stands between a position and the memory. What it does not account
   * for, is this reader's own loss.
   */
  private long overWhatIsNotStored(long position) {
    long to = Math.min(ring.tail(), end);
    if (position >= to || past.reaches(position)) {
      return position;
    }
    long from = position;
    for (StoredFlows.Loss loss : stored.losses(position, to)) {
      notStored.add(loss);
      from = Math.min(to, from + loss.places());
    }
    return from;
  }

  @Override
  public @Nullable Event next() {
    return next(Long.MAX_VALUE);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not preempted: nothing else helps
  public @Nullable Event next(long bound) {
    own = false;
    while (!ended) {
      if (rewind != null) {
        if (!stepBack(rewind, bound)) {
          Thread.yield();
          return null;
        }
      } else if (live == null) {
        Event event = past.next(Math.min(bound, end));
        if (event != null) {
          return tell(event, past.sequence());
        }
        if (past.position() >= end) {
          ended = true;
        } else if (past.position() >= bound) {
          Thread.yield();
          return null;
        } else {
          leavePast();
        }
      } else if (!notStored.isEmpty()) {
        StoredFlows.Loss loss = notStored.remove();
        return tell(loss.event(), loss.sequence());
      } else {
        Event event = live.next(bound);
        if (event != null) {
          own = live.isOwnLoss();
          return tell(event, live.sequence());
        }
        if (!live.isOvertaken()) {
          ended = live.ended();
          return null;
        }
        goBack(live.position());
      }
    }
    return null;
  }

  /** Whether what there is to do backwards is done. */
  private boolean stepBack(Rewind rewind, long bound) {
    do {
      if (rewind.step()) {
        this.rewind = null;
        past.replay(rewind);
        return true;
      }
    } while (bound == Long.MAX_VALUE);
    return false;
  }

  private @Nullable Event tell(Event event, long at) {
    sequence = at;
    if (!(event instanceof LostEvents) && --remaining == 0) {
      ended = true;
    }
    return event;
  }

  /** All that was stored when last looked is told. */
  private void leavePast() {
    long position = past.position();
    if (position >= firstSafe() || !past.reaches(position)) {
      goLive(position);
    } else {
      past.refresh(position);
    }
  }

  /** The memory was overwritten where the reader is. */
  private void goBack(long position) {
    if (past.reaches(position)) {
      RingAnswer overtaken = live;
      live = null;
      past.refresh(position);
      if (overtaken != null) {
        overtaken.close();
      }
    } else {
      goLive(position);
    }
  }

  @Override
  public void rest() {
    if (live != null) {
      live.rest();
    }
  }

  @Override
  public OptionalLong stopSearch() {
    Rewind stopped = rewind;
    if (stopped == null) {
      return OptionalLong.empty();
    }
    rewind = null;
    past.replay(stopped);
    return OptionalLong.of(stopped.reached());
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public boolean isOwnLoss() {
    return own;
  }

  @Override
  public long position() {
    if (rewind != null) {
      return past.first();
    }
    return live == null ? past.position() : live.position();
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
    return live != null && live.isCut();
  }

  @Override
  public void await() {
    if (live != null && !ended) {
      live.await();
    }
  }

  @Override
  public void close() {
    past.close();
    if (live != null) {
      live.close();
    }
  }
}
