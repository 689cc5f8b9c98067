package io.sextant.relay;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The messages of one peer on their way into the merge, in the order that the peer sent them. */
final class Lane {

  /** Where its messages come from; called by the thread that merges. */
  interface Intake {
    /** Puts what has come meanwhile, and says if no more is to be waited for. */
    void fill(Lane lane);

    /** A message of the lane was taken. */
    void taken(Relayed message);
  }

  private final ArrayDeque<Relayed> waiting = new ArrayDeque<>();
  private final int window;
  private final Intake intake;
  private boolean live = true;
  private boolean ended;
  private long lastNanos;
  private long emptySinceNanos;
  private long key;

  /**
   * @param window messages that its peer may have under way
   */
  Lane(int window, Intake intake) {
    this.window = window;
    this.intake = intake;
  }

  void put(Relayed message) {
    waiting.add(message);
  }

  /** Whether more may come at any moment, so that others should wait for it. */
  void live(boolean now) {
    live = now;
    ended = false;
  }

  boolean isLive() {
    return live;
  }

  /** Nothing will ever come again. */
  void end() {
    live = false;
    ended = true;
  }

  boolean isEnded() {
    return ended && waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Whether its peer has to wait for the merge. */
  boolean isFull() {
    intake.fill(this);
    return waiting.size() >= window / 2;
  }

  /** Looks for more; whether there is something now. */
  boolean refill() {
    if (waiting.isEmpty()) {
      intake.fill(this);
    }
    return !waiting.isEmpty();
  }

  @Nullable Relayed head() {
    return waiting.peek();
  }

  Relayed take() {
    Relayed message = waiting.remove();
    lastNanos = time(message);
    intake.taken(message);
    return message;
  }

  /** What it is ordered by while its first message stays the same. */
  long key() {
    return key;
  }

  /** Orders it by its first message; one without a time keeps its place behind the last. */
  void keyByHead() {
    Relayed head = waiting.peek();
    key = head == null ? Long.MAX_VALUE : time(head);
  }

  void emptySince(long nowNanos) {
    emptySinceNanos = nowNanos;
  }

  long emptySince() {
    return emptySinceNanos;
  }

  private long time(Relayed message) {
    return message.timeNanos() == Relayed.NO_TIME ? lastNanos : message.timeNanos();
  }
}
