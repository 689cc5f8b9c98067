package io.sextant.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Many lanes into one, by time. The earliest first message of all lanes goes next, as soon as no
 * lane could still bring an earlier one:
 *
 * <pre>
 *   lane a   3 5 8        in order   a c      by first message
 *   lane b                empty      b        others wait for it, but not for long
 *   lane c   4 6          late       d        alternates with those in order
 *   lane d   1 2
 * </pre>
 *
 * <p>An answer from memory waits for an empty lane for {@code hold} since it ran empty; what is
 * followed waits for {@code hold} since the message came, and not at all once its lane is full: a
 * quiet peer must not hold up a busy one. A message that is earlier than one that went before
 * cannot be in order any more; it goes at once, in turns with the others, so that a peer whose
 * clock is wrong neither waits nor holds up. Belongs to one thread; all times but those of messages
 * are of {@link System#nanoTime}.
 */
final class Merge {
  private static final int GLANCE_EVERY = 16;

  /** What is worth waiting for. */
  enum Kind {
    ANSWER,
    FOLLOW
  }

  private final Kind kind;
  private final long holdNanos;
  private final LongSupplier wallNanos;
  private final PriorityQueue<Lane> inOrder =
      new PriorityQueue<>(Comparator.comparingLong(Lane::key));
  private final ArrayDeque<Lane> late = new ArrayDeque<>();
  private final List<Lane> empty = new ArrayList<>();
  private long floor = Long.MIN_VALUE;
  private boolean turnOfLate;
  private int sinceGlance;

  /**
   * @param wallNanos the time of day: a message from the future does not make others late
   */
  Merge(Kind kind, long holdNanos, LongSupplier wallNanos) {
    this.kind = kind;
    this.holdNanos = holdNanos;
    this.wallNanos = wallNanos;
  }

  void add(Lane lane, long nowNanos) {
    lane.emptySince(nowNanos);
    place(lane);
  }

  /** The next message, or null if there is none or its time has not come. */
  @Nullable Relayed next(long nowNanos) {
    if (++sinceGlance >= GLANCE_EVERY) {
      glance();
    }
    Relayed next = ready(nowNanos);
    if (next == null && sinceGlance > 0) {
      glance();
      next = ready(nowNanos);
    }
    return next;
  }

  /** Whether all lanes have ended and are empty. */
  boolean isDone() {
    return inOrder.isEmpty() && late.isEmpty() && empty.isEmpty();
  }

  /** Lanes in which nothing waits. */
  List<Lane> empty() {
    return empty;
  }

  /** How long until the next message's time has come, if nothing else comes. */
  long waitNanos(long nowNanos) {
    Lane first = inOrder.peek();
    Relayed head = first == null ? null : first.head();
    return head == null ? Long.MAX_VALUE : Math.max(0, dueNanos(head) - nowNanos);
  }

  private @Nullable Relayed ready(long nowNanos) {
    Lane first = inOrder.peek();
    boolean firstMayGo = first != null && mayGo(first, nowNanos);
    if (!late.isEmpty() && (turnOfLate || !firstMayGo)) {
      turnOfLate = false;
      return take(late.remove(), nowNanos);
    }
    if (first == null || !firstMayGo) {
      return null;
    }
    turnOfLate = true;
    inOrder.remove();
    long time = first.key();
    if (time > floor) {
      floor = Math.max(floor, Math.min(time, wallNanos.getAsLong()));
    }
    return take(first, nowNanos);
  }

  private Relayed take(Lane lane, long nowNanos) {
    Relayed message = lane.take();
    if (!lane.refill()) {
      lane.emptySince(nowNanos);
    }
    place(lane);
    return message;
  }

  private void place(Lane lane) {
    if (lane.isEmpty()) {
      if (!lane.isEnded()) {
        empty.add(lane);
      }
      return;
    }
    lane.keyByHead();
    if (lane.key() < floor) {
      late.add(lane);
    } else {
      inOrder.add(lane);
    }
  }

  /** Looks whether something came into the empty lanes. */
  private void glance() {
    sinceGlance = 0;
    for (Iterator<Lane> lanes = empty.iterator(); lanes.hasNext(); ) {
      Lane lane = lanes.next();
      if (lane.refill()) {
        lanes.remove();
        lane.keyByHead();
        (lane.key() < floor ? late : inOrder).add(lane);
      } else if (lane.isEnded()) {
        lanes.remove();
      }
    }
  }

  private boolean mayGo(Lane first, long nowNanos) {
    if (hasNews()) {
      return false;
    }
    if (empty.isEmpty() || !isAwaited()) {
      return true;
    }
    Relayed head = first.head();
    return head == null || nowNanos >= dueNanos(head) || (kind == Kind.FOLLOW && first.isFull());
  }

  /**
   * Whether a lane that counts as empty was filled by others: its messages have their place, too.
   */
  private boolean hasNews() {
    for (int i = empty.size() - 1; i >= 0; i--) {
      if (!empty.get(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private boolean isAwaited() {
    for (int i = empty.size() - 1; i >= 0; i--) {
      if (empty.get(i).isLive()) {
        return true;
      }
    }
    return false;
  }

  private long dueNanos(Relayed head) {
    return holdNanos
        + switch (kind) {
          case FOLLOW -> head.arrivedNanos();
          case ANSWER -> youngestEmptyNanos();
        };
  }

  private long youngestEmptyNanos() {
    long youngest = Long.MIN_VALUE / 2;
    for (Lane lane : empty) {
      if (lane.isLive()) {
        youngest = Math.max(youngest, lane.emptySince());
      }
    }
    return youngest;
  }
}
