package io.sextant.history;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.NamesLog;
import io.sextant.history.ledger.StageCounts;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import io.sextant.store.RingAnswer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what the memory holds into history: flows to the writer, losses to the ledger. Reads behind
 * the one who writes the memory, at its own pace, and counts what it missed.
 */
final class RingFollower implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RingFollower.class);
  private static final int EVENTS_PER_TICK = 1_024;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long COUNT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MemoryRing ring;
  private final History history;
  private final HistoryWriter writer;
  private final LossLedger ledger;
  private final NamesLog names;
  private final Node self;
  private final InstantSource clock;
  private final NodeTimes times;
  private long flows;
  private long others;
  private long toldNotStored;
  private long overtaken;
  private long countedNanos = System.nanoTime();
  private long syncedNanos = System.nanoTime();
  private volatile Supplier<List<StageCounts>> before = List::of;
  private boolean ledgerFails;
  private volatile long position;

  RingFollower(
      MemoryRing ring,
      History history,
      LossLedger ledger,
      NamesLog names,
      Node self,
      InstantSource clock,
      NodeTimes times) {
    this.ring = ring;
    this.history = history;
    this.writer = history.writer();
    this.ledger = ledger;
    this.names = names;
    this.self = self;
    this.clock = clock;
    this.times = times;
  }

  /** Stages before this one, whose counts are entered with its own. */
  void count(Supplier<List<StageCounts>> stages) {
    before = stages;
  }

  /** Ends when the memory is closed and all that is in it is taken. */
  @Override
  public void run() {
    long from = ring.first();
    boolean goesOn = true;
    while (goesOn) {
      try (RingAnswer answer = ring.queryBacked(everythingFrom(from))) {
        follow(answer);
        position = answer.position();
        goesOn = answer.isOvertaken();
        if (goesOn) {
          from = afterLoss(answer.position());
        }
      }
    }
    tick();
    count();
    sync();
  }

  private static Query everythingFrom(long sequence) {
    return new Query(
        _ -> true,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        new Query.Past.From(sequence),
        Query.Then.FOLLOW);
  }

  private void follow(RingAnswer answer) {
    int untilTick = EVENTS_PER_TICK;
    while (!answer.ended() && !answer.isOvertaken()) {
      Event event = answer.next();
      if (event != null) {
        take(answer.sequence(), event);
        untilTick--;
      }
      if (event == null || untilTick == 0) {
        position = answer.position();
        tick();
        untilTick = EVENTS_PER_TICK;
      }
      if (event == null && !answer.isOvertaken()) {
        answer.await(LONGEST_WAIT_NANOS);
      }
    }
  }

  private void take(long sequence, Event event) {
    if (event instanceof LostEvents lost) {
      others++;
      ledger.append(sequence, lost);
    } else if (event instanceof Flow flow) {
      flows++;
      times.add(flow);
      if (!writer.append(sequence, flow)) {
        toldNotStored++;
        ledger.append(sequence, LossStage.HISTORY_STORE, lost(flow.node(), flow.timeNanos(), 1));
      }
    } else {
      others++;
    }
  }

  /** Notes what was overwritten from this position on, and gives the next to go on at. */
  private long afterLoss(long position) {
    long next = Math.min(ring.head(), ring.tail() + ring.capacity() / 8);
    long missed = next - position;
    overtaken += missed;
    this.position = next;
    ledger.append(position, LossStage.HISTORY_WRITER, lost(self, nowNanos(), missed));
    return next;
  }

  private static LostEvents lost(Node node, long timeNanos, long count) {
    return new LostEvents(
        timeNanos,
        node,
        LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE,
        count,
        LostEvents.NO_CPU,
        timeNanos,
        timeNanos);
  }

  /** Sequence number of the first event that was not taken yet; any thread. */
  long position() {
    return position;
  }

  private void tick() {
    long now = System.nanoTime();
    writer.tick(now);
    times.publish();
    if (now - countedNanos >= COUNT_EVERY_NANOS) {
      countedNanos = now;
      count();
    }
    if (now - syncedNanos >= LONGEST_WAIT_NANOS) {
      syncedNanos = now;
      sync();
    }
  }

  private void count() {
    before.get().forEach(ledger::count);
    long taken = position - ring.first();
    ledger.count(counts(LossStage.HISTORY_WRITER, taken, flows, others, overtaken));
    long notStored = Math.max(toldNotStored, history.notStored());
    tellNotStored(notStored - toldNotStored);
    ledger.count(counts(LossStage.HISTORY_STORE, flows, flows - notStored, 0, notStored));
  }

  /** Flows that were taken, and were not found when their partition was read again. */
  private void tellNotStored(long count) {
    if (count > 0) {
      toldNotStored += count;
      ledger.append(position, LossStage.HISTORY_STORE, lost(self, nowNanos(), count));
    }
  }

  /** Makes durable what was added; nothing is written where nothing was. */
  private void sync() {
    try {
      ledger.sync();
      names.sync();
      ledgerFails = false;
    } catch (IOException e) {
      if (!ledgerFails) {
        LOG.warn("losses and names cannot be written, what they hold is kept in memory", e);
      }
      ledgerFails = true;
    }
  }

  private StageCounts counts(LossStage stage, long in, long out, long filtered, long lost) {
    return new StageCounts(nowNanos(), self.name(), stage, in, out, filtered, lost);
  }

  private long nowNanos() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }
}
