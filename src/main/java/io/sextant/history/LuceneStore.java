package io.sextant.history;

import io.sextant.filter.Condition;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.NamesLog;
import io.sextant.history.ledger.StageCounts;
import io.sextant.servicemap.PastMap;
import io.sextant.store.Aggregation;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import io.sextant.store.RingStatus;
import io.sextant.store.Sums;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Events in memory, and behind it flows and losses on the disk: one store to those who ask. What is
 * asked for is read from where it is; the one who appends touches the memory only.
 */
public final class LuceneStore implements EventStore, StoredFlows {
  /** Of this run: numbers that were lost with a crash are given again. */
  private final String id;

  private final MemoryRing ring;
  private final History history;
  private final LossLedger ledger;
  private final NamesLog names;
  private final Node self;
  private final InstantSource clock;
  private final RingFollower follower;
  private final Thread thread;
  private final NodeTimes times = new NodeTimes();
  private final Lock timesLock = new ReentrantLock();
  private boolean timesAreRead;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LuceneStore(
      String id,
      MemoryRing ring,
      History history,
      LossLedger ledger,
      NamesLog names,
      Node self,
      InstantSource clock) {
    this.id = id;
    this.ring = ring;
    this.history = history;
    this.ledger = ledger;
    this.names = names;
    this.self = self;
    this.clock = clock;
    this.follower = new RingFollower(ring, history, ledger, names, self, clock, times);
    history.housekeeper().keep(this::forget);
    history.listenToGone(this::enter);
    this.thread = Thread.ofPlatform().name("history").start(follower);
  }

  /**
   * Opens what is stored and goes on with it.
   *
   * @param memoryEvents see {@link MemoryRing}
   * @param self the node that losses of this store are reported under
   * @throws IOException if the folder cannot be used, with the reason for people
   */
  public static LuceneStore open(
      HistorySettings settings, int memoryEvents, Node self, InstantSource clock)
      throws IOException {
    History history = History.open(settings, clock);
    try {
      String run = UUID.randomUUID().toString().replace("-", "");
      LossLedger ledger =
          LossLedger.open(settings.folder(), run, nanos(clock), history.nextSequence());
      NamesLog names = NamesLog.open(settings.folder());
      MemoryRing ring = new MemoryRing(memoryEvents, self, clock, ledger.firstSequence());
      return new LuceneStore(run, ring, history, ledger, names, self, clock);
    } catch (IOException | RuntimeException e) {
      history.close();
      throw e;
    }
  }

  private void enter(Gone gone) {
    LostEvents lost =
        new LostEvents(
            gone.lastNanos(),
            self,
            LossStage.HISTORY_DAMAGE.source(),
            gone.flows(),
            LostEvents.NO_CPU,
            gone.firstNanos(),
            gone.lastNanos());
    ledger.append(gone.sequence(), LossStage.HISTORY_DAMAGE, lost);
  }

  /** Losses and names are kept as long as the flows of their time. */
  private void forget(long beforeNanos) throws IOException {
    ledger.forget(beforeNanos);
    names.forget(beforeNanos);
  }

  /** Does what is due from time to time. */
  Housekeeper housekeeper() {
    return history.housekeeper();
  }

  @Override
  public void append(Event event) {
    ring.append(event);
  }

  @Override
  public long appended() {
    return ring.appended();
  }

  @Override
  public void wake() {
    ring.wake();
  }

  @Override
  public Answer query(Query query) {
    return new HistoryAnswer(ring, this, query);
  }

  @Override
  public String id() {
    return id;
  }

  /** Sequence numbers of earlier runs mean something as long as the ledger knows the run. */
  @Override
  public OptionalLong resume(String storeId, long sequence) {
    return ledger.resume(storeId, sequence);
  }

  @Override
  public Groups aggregate(Aggregation aggregation) {
    return HistoryGroups.of(this, this, aggregation);
  }

  /** Draws maps of times that are over. */
  public PastMap maps() {
    return new HistoryMap(this, this);
  }

  @Override
  public RingStatus status() {
    return ring.status();
  }

  /** What is on the disk, in numbers. */
  public HistoryStatus history() {
    return history.status();
  }

  /** Whether all that is in memory was taken to be stored. */
  boolean isCaughtUp() {
    return follower.position() >= ring.head();
  }

  /** Enters into the ledger, from time to time, what stages before this one say that they did. */
  public void count(Supplier<List<StageCounts>> stages) {
    follower.count(stages);
  }

  /** What was lost on the way. */
  public LossLedger ledger() {
    return ledger;
  }

  /** All events from this sequence number on are in the memory, behind all that is stored. */
  public long readableFrom() {
    return Math.max(ring.tail(), sealed());
  }

  /** From when to when there are flows of each node. */
  public Map<String, NodeSpan> nodes() {
    readTimes();
    OptionalLong oldest = oldestNanos();
    if (oldest.isEmpty()) {
      return Map.of();
    }
    Map<String, NodeSpan> kept = new HashMap<>();
    times
        .all()
        .forEach((node, span) ->
            span.within(oldest.getAsLong(), Long.MAX_VALUE).ifPresent(now -> kept.put(node, now)));
    return kept;
  }

  /** What earlier runs stored is summed up when it is asked for first. */
  private void readTimes() {
    timesLock.lock();
    try {
      if (!timesAreRead) {
        Groups stored =
            aggregate(
                new Aggregation(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    Condition.EVERYTHING,
                    List.of(GroupField.NODE),
                    0,
                    Aggregation.MOST_GROUPS));
        for (Groups.Row row : stored.rows()) {
          Sums sums = row.sums();
          times.widen(row.keys().getFirst(), new NodeSpan(sums.firstNanos(), sums.lastNanos()));
        }
        timesAreRead = true;
      }
    } finally {
      timesLock.unlock();
    }
  }

  /** Time of the newest flow from a time up to another, or the first of them if there is none. */
  public long newestNanos(long sinceNanos, long untilNanos) {
    Query newest =
        new Query(
            Flow.class::isInstance,
            sinceNanos,
            untilNanos,
            new Query.Past.Last(1),
            Query.Then.STOP);
    try (Answer answer = query(newest)) {
      long found = sinceNanos;
      for (Event event = answer.next(); event != null; event = answer.next()) {
        found = event instanceof Flow ? event.timeNanos() : found;
      }
      return found;
    }
  }

  /** What identities, addresses and policies meant, and when. */
  public NamesLog names() {
    return names;
  }

  /** The node that keeps it. */
  public Node node() {
    return self;
  }

  /** Time of the oldest flow, on the disk or in memory. */
  public OptionalLong oldestNanos() {
    OptionalLong stored = history.status().oldestNanos();
    if (stored.isPresent()) {
      return stored;
    }
    Event oldest = ring.read(ring.tail());
    return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.timeNanos());
  }

  /** Now, by the clock of the store, in nanoseconds since the Unix epoch. */
  public long nowNanos() {
    return nanos(clock);
  }

  private static long nanos(InstantSource clock) {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }

  @Override
  public double flowsPerSecond(Duration window) {
    return ring.flowsPerSecond(window);
  }

  @Override
  public int followers() {
    return ring.followers();
  }

  @Override
  public long lostByReaders() {
    return ring.lostByReaders();
  }

  @Override
  public long sealed() {
    return history.nextSequence();
  }

  @Override
  public HistoryReader snapshot() {
    return history.snapshot();
  }

  @Override
  public List<Loss> losses(long from, long to) {
    return from >= to
        ? List.of()
        : ledger.losses(from, to).stream()
            .map(loss -> new Loss(loss.sequence(), loss.event(), loss.places()))
            .toList();
  }

  /** Ends all followers, then stores what is in memory; once is enough. */
  @Override
  public void close() {
    ring.close();
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      thread.join();
      history.housekeeper().keep(_ -> {});
      history.closeFiles();
      ledger.close(nowNanos());
      names.close();
      history.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("history was not closed in order", e);
    }
  }
}
