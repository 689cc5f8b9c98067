package io.sextant.history.rollup;

import io.sextant.flow.Flow;
import io.sextant.history.block.BlockBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the flows of a partition. Belongs to one thread, which appends what {@link #pending}
 * gives to the partition's log.
 *
 * <p>Flows belong to stretches by their own time. A stretch is written when a later one but one has
 * begun; what comes for it afterwards is written as a further part of it, and readers add up all
 * parts. After a crash, flows from {@link #replayFrom} on are to be added again; those that written
 * parts count are skipped.
 */
public final class RollupBuilder {
  /** Stretches of one length that are open at most: late ones, and clocks that disagree. */
  private static final int MOST_OPEN = 8;

  private static final long TEN = Level.TEN_SECONDS.nanos();

  private final Bytes log = new Bytes();
  private final Bytes newValues = new Bytes();
  private final SumsWriter writer = new SumsWriter();
  private final Keys keys;
  private final List<Map<Long, Cells>> open = new ArrayList<>();
  private final @Nullable RollupLog resumed;
  private final long resumedThrough;
  private final long replayFrom;
  private @Nullable BlockKeys blockKeys;
  private @Nullable Cells current;
  private long newest = Long.MIN_VALUE;
  private long lastSequence;

  /** Begins a log. */
  public RollupBuilder() {
    this(new Values(), null);
  }

  private RollupBuilder(Values values, @Nullable RollupLog resumed) {
    this.resumed = resumed;
    this.resumedThrough = resumed == null ? Long.MIN_VALUE : resumed.through();
    this.replayFrom = resumed == null ? Long.MIN_VALUE : resumed.replayFrom();
    this.lastSequence = resumed == null ? -1 : resumed.replayFrom() - 1;
    this.keys = new Keys(values, newValues);
    for (Level _ : Level.ALL) {
      open.add(new LinkedHashMap<>());
    }
  }

  /** Goes on with a log that was cut off after {@link RollupLog#goodBytes}. */
  public static RollupBuilder resume(RollupLog log) {
    RollupBuilder builder = new RollupBuilder(log.copyValues(), log);
    // The longest first: to make room for a shorter one may add to it.
    for (Level level : List.of(Level.HOUR, Level.TEN_MINUTES, Level.MINUTE)) {
      log.unfinished(level).forEach(cells -> builder.open(level, cells));
    }
    return builder;
  }

  /** Sequence number that flows are to be added again from; the smallest for all of them. */
  public long replayFrom() {
    return replayFrom;
  }

  /**
   * Adds a flow.
   *
   * @param sequence above that of the flow before
   */
  public void add(long sequence, Flow flow) {
    long time = flow.timeNanos();
    lastSequence = sequence;
    if (isCounted(sequence, time)) {
      return;
    }
    int key = keys.of(flow);
    Cells cells = cells(time, sequence);
    cells.add(key, 1, flow.packetLength(), time, time);
    seen(cells, keys.sourcePod(), time);
    seen(cells, keys.destinationPod(), time);
  }

  /**
   * Adds the rows of a block, which costs much less than one flow after the other.
   *
   * @param rows of the same dictionary in each call
   */
  public void add(BlockBuilder rows) {
    BlockKeys found = blockKeys;
    if (found == null) {
      found = new BlockKeys(keys, rows.dictionary());
      blockKeys = found;
    }
    found.find(rows);
    for (int row = 0; row < rows.count(); row++) {
      long sequence = rows.sequence(row);
      long time = rows.timeNanos(row);
      if (!isCounted(sequence, time)) {
        Cells cells = cells(time, sequence);
        cells.add(found.key(row), 1, rows.packetLength(row), time, time);
        seen(cells, found.sourcePod(row), time);
        seen(cells, found.destinationPod(row), time);
      }
      lastSequence = sequence;
    }
  }

  private boolean isCounted(long sequence, long time) {
    return sequence <= resumedThrough && resumed != null && resumed.counts(sequence, time);
  }

  private static void seen(Cells cells, int pod, long time) {
    if (pod >= 0) {
      cells.seen(pod, time);
    }
  }

  /** Writes all that is open; nothing is added afterwards. */
  public void seal() {
    for (Level level : Level.ALL) {
      closeIf(level, _ -> true);
    }
    current = null;
  }

  /**
   * Bytes to be appended to the log, in order; empty when there are none. Valid until a flow is
   * added.
   */
  public ByteBuffer pending() {
    return log.view();
  }

  /** The pending bytes are in the log. */
  public void written() {
    log.clear();
  }

  private Cells cells(long time, long sequence) {
    Cells cells = current;
    if (cells != null && time >= cells.start() && time < cells.start() + TEN) {
      return cells;
    }
    long start = Level.TEN_SECONDS.start(time);
    cells = open(Level.TEN_SECONDS).get(start);
    if (cells == null) {
      if (start > newest) {
        newest = start;
        closeBefore(start);
      }
      cells = current == null ? new Cells(start) : new Cells(start, current);
      cells.sequence(sequence);
      open(Level.TEN_SECONDS, cells);
    }
    current = cells;
    return cells;
  }

  private Map<Long, Cells> open(Level level) {
    return open.get(level.ordinal());
  }

  private void open(Level level, Cells cells) {
    open(level).put(cells.start(), cells);
    makeRoom(level);
  }

  /** What is open must be all that it is by then: whatever closes with it is added to it. */
  private void makeRoom(Level level) {
    if (open(level).size() > MOST_OPEN) {
      close(level, open(level).values().iterator().next());
    }
  }

  private void closeBefore(long now) {
    for (Level level : Level.ALL) {
      closeIf(level, cells -> cells.start() + level.nanos() + level.graceNanos() <= now);
    }
  }

  private void closeIf(Level level, Predicate<Cells> condition) {
    for (Cells cells : List.copyOf(open(level).values())) {
      // To close one before may have closed this one, too.
      if (condition.test(cells) && open(level).get(cells.start()) == cells) {
        close(level, cells);
      }
    }
  }

  private void close(Level level, Cells cells) {
    closeShorterOf(level, cells);
    open(level).remove(cells.start());
    if (newValues.size() > 0) {
      int frame = Frame.begin(log, Frame.VALUES);
      log.put(newValues.array(), 0, newValues.size());
      Frame.end(log, frame);
      newValues.clear();
    }
    writer.write(level, cells, lastSequence, firstOpenSequence(), log);
    if (!level.isLongest()) {
      Level longer = level.longer();
      open(longer).computeIfAbsent(longer.start(cells.start()), Cells::new).add(cells);
      makeRoom(longer);
    }
  }

  /** Readers take sums to contain all those of ten seconds that were written before. */
  private void closeShorterOf(Level level, Cells cells) {
    for (Level shorter = Level.MINUTE; shorter.compareTo(level) < 0; shorter = shorter.longer()) {
      closeIf(shorter, part -> level.start(part.start()) == cells.start());
    }
  }

  private long firstOpenSequence() {
    long first = lastSequence + 1;
    for (Cells cells : open(Level.TEN_SECONDS).values()) {
      first = Math.min(first, cells.firstSequence());
    }
    return first;
  }
}
