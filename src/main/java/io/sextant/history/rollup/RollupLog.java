package io.sextant.history.rollup;

import static java.util.Objects.requireNonNull;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sums of a partition, read from its log; grows as the log does. Any thread.
 *
 * <p>Sums of a longer stretch are taken where they stand behind all sums of shorter ones that lie
 * in it: they contain those then. Where a part came late and the longer sums were not written anew
 * yet, the shorter ones are.
 */
public final class RollupLog {
  private static final long TEN = Level.TEN_SECONDS.nanos();

  private static final List<Level> LONGEST_FIRST =
      List.of(Level.HOUR, Level.TEN_MINUTES, Level.MINUTE);

  private final Values values;

  /** Frames of each level, by the beginning of their stretch, in the order of the log. */
  private final List<TreeMap<Long, List<Part>>> parts = new ArrayList<>();

  /** Last sequence number that a stretch of ten seconds counts. */
  private final Map<Long, Long> through = new TreeMap<>();

  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private long lastThrough = Long.MIN_VALUE;
  private long replayFrom = Long.MIN_VALUE;
  private int goodBytes;
  private boolean damaged;

  /** Where a frame's content lies behind its kind. */
  private record Part(int offset, int length) {}

  public RollupLog() {
    this(new Values());
  }

  private RollupLog(Values values) {
    this.values = values;
    for (Level _ : Level.ALL) {
      parts.add(new TreeMap<>());
    }
  }

  /** One that grows apart from this one. */
  public synchronized RollupLog copy() {
    RollupLog copy = new RollupLog(values.copy());
    for (Level level : Level.ALL) {
      parts(level).forEach((start, own) -> copy.parts(level).put(start, new ArrayList<>(own)));
    }
    copy.through.putAll(through);
    copy.bytes = bytes;
    copy.lastThrough = lastThrough;
    copy.replayFrom = replayFrom;
    copy.goodBytes = goodBytes;
    copy.damaged = damaged;
    return copy;
  }

  /**
   * Reads what was appended since, up to the first frame that is not whole.
   *
   * @param log all of it, from its beginning to the buffer's limit; read later too
   * @throws BrokenRollupException for a frame that cannot be
   */
  public synchronized void extend(ByteBuffer log) {
    bytes = log.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(goodBytes);
    for (ByteBuffer frame = Frame.next(bytes); frame != null; frame = Frame.next(bytes)) {
      int end = bytes.position();
      try {
        extend(frame, end);
      } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
        throw new BrokenRollupException("a frame that ends at " + end + " says nonsense", e);
      }
      goodBytes = end;
    }
  }

  private void extend(ByteBuffer frame, int end) {
    int kind = frame.get();
    int offset = end - frame.remaining();
    switch (kind) {
      case Frame.VALUES -> values.read(frame);
      case Frame.SUMS -> index(SumsReader.head(frame), new Part(offset, end - offset));
      default -> throw new BrokenRollupException("a frame of kind " + kind);
    }
  }

  private void index(SumsReader.Head head, Part part) {
    parts(head.level()).computeIfAbsent(head.start(), _ -> new ArrayList<>()).add(part);
    lastThrough = Math.max(lastThrough, head.through());
    replayFrom = head.replayFrom();
    if (head.level() == Level.TEN_SECONDS) {
      through.merge(head.start(), head.through(), Math::max);
    }
  }

  /** Length of the log up to the first frame that is not whole. */
  public synchronized int goodBytes() {
    return goodBytes;
  }

  /** All flows with a lower sequence number are counted; the smallest number for none. */
  public synchronized long replayFrom() {
    return replayFrom;
  }

  /** Last sequence number of any flow that is counted; the smallest number for none. */
  public synchronized long through() {
    return lastThrough;
  }

  /** Whether a flow is in the sums; the others must be asked one by one. */
  public synchronized boolean counts(long sequence, long timeNanos) {
    Long last = through.get(Level.TEN_SECONDS.start(timeNanos));
    return last != null && sequence <= last;
  }

  /**
   * Tells the sums of a time.
   *
   * @param range its inner part is read
   * @param bucketNanos flows are told apart by stretches of this length, a multiple of ten seconds;
   *     0 for one of all
   * @throws BrokenRollupException when the bytes say what cannot be, before anything is told; from
   *     then on it {@link #isDamaged}
   */
  public void read(RollupRange range, long bucketNanos, RollupVisitor visitor) {
    List<RollupKey> keys;
    List<RollupPod> pods;
    ByteBuffer from;
    List<Choice> chosen;
    synchronized (this) {
      from = bytes.duplicate();
      keys = List.copyOf(values.keys());
      pods = List.copyOf(values.pods());
      chosen = choose(range, bucketNanos);
    }
    Map<Long, Cells> sums = new TreeMap<>();
    try (SumsReader reader = new SumsReader()) {
      for (Choice choice : chosen) {
        Cells cells = sums.computeIfAbsent(bucket(choice.start, bucketNanos), Cells::new);
        ByteBuffer part = from.slice(choice.part.offset, choice.part.length);
        reader.addTo(cells, part, keys.size());
        if (visitor.wantsPods()) {
          reader.addPodsTo(cells, pods.size());
        }
      }
    } catch (BrokenRollupException e) {
      damaged();
      throw e;
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      damaged();
      throw new BrokenRollupException("sums that say nonsense", e);
    }
    sums.values().forEach(cells -> tell(cells, keys, pods, visitor));
  }

  private synchronized void damaged() {
    damaged = true;
  }

  /** Whether somebody found that it says what cannot be: others need not begin with it. */
  public synchronized boolean isDamaged() {
    return damaged;
  }

  private static void tell(
      Cells cells, List<RollupKey> keys, List<RollupPod> pods, RollupVisitor visitor) {
    for (int row = 0; row < cells.size(); row++) {
      if (cells.key(row) == Keys.BEYOND) {
        visitor.beyond(cells.flows(row));
      } else {
        visitor.sum(
            cells.start(),
            keys.get(cells.key(row)),
            cells.flows(row),
            cells.bytes(row),
            cells.first(row),
            cells.last(row));
      }
    }
    for (int pod = 0; pod < cells.pods(); pod++) {
      if (cells.podLast(pod) > 0) {
        visitor.pod(pods.get(pod), cells.podLast(pod));
      }
    }
  }

  private static long bucket(long timeNanos, long bucketNanos) {
    return bucketNanos == 0 ? Long.MIN_VALUE : timeNanos - Math.floorMod(timeNanos, bucketNanos);
  }

  private record Choice(long start, Part part) {}

  /** How many parts an answer is read from. */
  synchronized int stretches(RollupRange range, long bucketNanos) {
    return choose(range, bucketNanos).size();
  }

  /** The longest stretches that fit. */
  private List<Choice> choose(RollupRange range, long bucketNanos) {
    List<Choice> chosen = new ArrayList<>();
    NavigableMap<Long, List<Part>> tens = parts(Level.TEN_SECONDS);
    Long at = tens.ceilingKey(range.sinceNanos());
    while (at != null && at + TEN <= range.untilNanos()) {
      Level level = longest(at, range, bucketNanos);
      long start = level.start(at);
      requireNonNull(parts(level).get(start)).forEach(part -> chosen.add(new Choice(start, part)));
      at = tens.ceilingKey(start + level.nanos());
    }
    return chosen;
  }

  private Level longest(long at, RollupRange range, long bucketNanos) {
    for (Level level : LONGEST_FIRST) {
      long start = level.start(at);
      boolean fits =
          start >= range.sinceNanos()
              && start + level.nanos() <= range.untilNanos()
              && bucketNanos % level.nanos() == 0;
      // An earlier stretch of it would have led here before.
      if (fits && isWhole(level, start)) {
        return level;
      }
    }
    return Level.TEN_SECONDS;
  }

  private boolean isWhole(Level level, long start) {
    List<Part> own = parts(level).get(start);
    return own != null && own.getLast().offset > lastTen(start, start + level.nanos());
  }

  private int lastTen(long since, long until) {
    int last = -1;
    for (List<Part> part : parts(Level.TEN_SECONDS).subMap(since, until).values()) {
      last = Math.max(last, part.getLast().offset);
    }
    return last;
  }

  /** Sums of a level that were not written since the last shorter ones. */
  synchronized List<Cells> unfinished(Level level) {
    Map<Long, Cells> open = new TreeMap<>();
    Level shorter = Level.ALL[level.ordinal() - 1];
    try (SumsReader reader = new SumsReader()) {
      for (Map.Entry<Long, List<Part>> entry : parts(shorter).entrySet()) {
        long start = level.start(entry.getKey());
        List<Part> own = parts(level).get(start);
        int written = own == null ? -1 : own.getLast().offset;
        for (Part part : entry.getValue()) {
          if (part.offset > written) {
            Cells cells = open.computeIfAbsent(start, Cells::new);
            reader.addTo(cells, bytes.slice(part.offset, part.length), values.keys().size());
            reader.addPodsTo(cells, values.pods().size());
          }
        }
      }
    }
    return List.copyOf(open.values());
  }

  /** The values, to go on with. */
  synchronized Values copyValues() {
    return values.copy();
  }

  private NavigableMap<Long, List<Part>> parts(Level level) {
    return parts.get(level.ordinal());
  }
}
