package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the flows that a question asks for, in its order, up to its limit and its time; ends at
 * once when the client is gone. Belongs to one virtual thread.
 *
 * <p>The newest first are read in pieces backwards, so that any number of them takes little memory:
 *
 * <pre>
 *   ... | piece 3 | piece 2 | piece 1 |      each is told from its end to its beginning,
 *       before    before    before   head    then the next is read that ends before it
 * </pre>
 */
final class FlowReading {
  private static final int PIECE = 2_000;

  /** Events between two looks at the clock and at the client. */
  private static final int STRIDE = 2_048;

  /** Takes what is read. */
  interface Rows {

    /** The next flow, in order. */
    void take(long sequence, Flow flow);

    /** Called between flows, at least after every few thousand events. */
    default void pause() {}
  }

  /**
   * How it ended.
   *
   * @param rows that were given
   * @param next where to go on; null when everything is told
   * @param cutOff whether the time was over before the limit or the end was reached
   * @param missed events that left the store before they could be read, wanted or not
   */
  record End(long rows, @Nullable Cursor next, boolean cutOff, long missed) {}

  private record Row(long sequence, Flow flow) {}

  private final EventStore store;
  private final FlowQuestion question;
  private final Rows rows;
  private final LongSupplier nanoTime;
  private final BooleanSupplier gone;
  private final long begun;
  private long count;
  private long missed;
  private boolean cutOff;
  private @Nullable Cursor next;

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   * @param gone whether nobody waits for the answer any more
   */
  FlowReading(
      EventStore store,
      FlowQuestion question,
      Rows rows,
      LongSupplier nanoTime,
      BooleanSupplier gone) {
    this.store = store;
    this.question = question;
    this.rows = rows;
    this.nanoTime = nanoTime;
    this.gone = gone;
    this.begun = nanoTime.getAsLong();
  }

  /**
   * Reads.
   *
   * @throws CancellationException when the client is gone
   */
  End read() {
    switch (question.order()) {
      case NEWEST -> newest();
      case OLDEST -> oldest();
      case LAST -> {
        piece(Long.MAX_VALUE, question.limit()).forEach(this::tell);
        next = null;
      }
    }
    return new End(count, next, cutOff, missed);
  }

  private void oldest() {
    OptionalLong start = question.start();
    Query.Past past =
        start.isPresent() ? new Query.Past.From(start.getAsLong()) : new Query.Past.All();
    try (Answer answer = store.query(query(past))) {
      while (!answer.ended()) {
        if (isLate()) {
          cutOffAt(answer.position());
          return;
        }
        Flow flow = step(answer);
        if (flow != null && count == question.limit()) {
          next = cursor(answer.sequence());
          return;
        }
        if (flow != null) {
          tell(new Row(answer.sequence(), flow));
        }
      }
    }
  }

  private void newest() {
    long oldest = Coverage.start(store);
    long before = question.start().orElse(Long.MAX_VALUE);
    while (true) {
      long room = question.limit() - count;
      // One more than there is room for tells whether there is another page.
      long number = room < PIECE ? room + 1 : PIECE;
      List<Row> piece = piece(before, number);
      for (Row row : piece.reversed()) {
        if (count == question.limit()) {
          next = cursor(before);
          return;
        }
        tell(row);
        before = row.sequence();
      }
      if (cutOff) {
        return;
      }
      if (piece.size() < number) {
        missed += overwritten(oldest);
        return;
      }
      if (isLate()) {
        cutOffAt(before);
        return;
      }
    }
  }

  /** The newest flows before a sequence number, the oldest of them first. */
  private List<Row> piece(long before, long number) {
    List<Row> piece = new ArrayList<>();
    try (Answer answer = store.query(query(new Query.Past.Last(number)).before(before))) {
      while (!answer.ended()) {
        if (!cutOff && isLate()) {
          answer.stopSearch().ifPresent(this::cutOffAt);
        }
        Flow flow = step(answer);
        if (flow != null) {
          piece.add(new Row(answer.sequence(), flow));
        }
      }
    }
    return piece;
  }

  private @Nullable Flow step(Answer answer) {
    if (gone.getAsBoolean()) {
      throw new CancellationException("the client is gone");
    }
    Event event = answer.next(answer.position() + STRIDE);
    if (event instanceof LostEvents lost && answer.isOwnLoss()) {
      missed += lost.count();
    }
    rows.pause();
    return event instanceof Flow flow ? flow : null;
  }

  /** What left the store while it was read backwards, if that could belong to the range. */
  private long overwritten(long oldestBefore) {
    long oldestNow = Coverage.start(store);
    Flow oldest = oldestNow > oldestBefore ? Coverage.oldest(store) : null;
    boolean inRange = oldest != null && oldest.timeNanos() >= question.range().sinceNanos();
    return inRange ? oldestNow - oldestBefore : 0;
  }

  private void tell(Row row) {
    count++;
    rows.take(row.sequence(), row.flow());
  }

  private boolean isLate() {
    return question.timeout().isPresent()
        && nanoTime.getAsLong() - begun > question.timeout().get().toNanos();
  }

  private void cutOffAt(long sequence) {
    cutOff = true;
    next = cursor(sequence);
  }

  private Cursor cursor(long sequence) {
    return question.cursor(store.id(), sequence);
  }

  private Query query(Query.Past past) {
    return new Query(
        question.wanted(),
        question.range().sinceNanos(),
        question.range().untilNanos(),
        past,
        Query.Then.STOP);
  }
}
