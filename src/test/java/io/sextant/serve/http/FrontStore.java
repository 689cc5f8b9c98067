package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.store.Aggregation;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Groups;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import io.sextant.store.RingStatus;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A memory whose answers are another's: one that searches slowly, one that never ends. */
abstract class FrontStore implements EventStore {
  final MemoryRing ring;

  FrontStore(MemoryRing ring) {
    this.ring = ring;
  }

  @Override
  public OptionalLong resume(String storeId, long sequence) {
    return ring.resume(storeId, sequence);
  }

  @Override
  public long appended() {
    return ring.appended();
  }

  @Override
  public Groups aggregate(Aggregation aggregation) {
    return ring.aggregate(aggregation);
  }

  /** Looks for the newest one event a step, as a history does block by block. */
  static final class Searching extends FrontStore {
    Searching(MemoryRing ring) {
      super(ring);
    }

    @Override
    public Answer query(Query query) {
      return query.past() instanceof Query.Past.Last(long number)
          ? new Search(ring, query, number)
          : ring.query(query);
    }
  }

  /** Reads on and on and finds nothing, until its reader leaves. */
  static final class Endless extends FrontStore {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);

    Endless(MemoryRing ring) {
      super(ring);
    }

    @Override
    public Answer query(Query query) {
      if (!(query.past() instanceof Query.Past.All) || query.wanted().equals(Query.NOTHING)) {
        return ring.query(query);
      }
      return new Wrapped(ring.query(query)) {
        @Override
        public @Nullable Event next(long bound) {
          begun.countDown();
          Thread.onSpinWait();
          return null;
        }

        @Override
        public void close() {
          super.close();
          closed.countDown();
        }
      };
    }
  }

  private static final class Search extends Wrapped {
    private final MemoryRing ring;
    private final Query query;
    private long missing;
    private long at;
    private boolean searching = true;

    Search(MemoryRing ring, Query query, long number) {
      super(ring.query(query));
      this.ring = ring;
      this.query = query;
      this.missing = number;
      this.at = Math.min(ring.head(), query.before());
    }

    @Override
    public @Nullable Event next(long bound) {
      if (!searching) {
        return inner.next(bound);
      }
      if (missing == 0 || at == ring.tail()) {
        tell();
        return null;
      }
      at--;
      if (query.wanted().test(ring.read(at))) {
        missing--;
      }
      return null;
    }

    @Override
    public OptionalLong stopSearch() {
      if (!searching) {
        return OptionalLong.empty();
      }
      tell();
      return OptionalLong.of(at);
    }

    private void tell() {
      searching = false;
      inner =
          ring.query(
              new Query(
                  query.wanted(),
                  query.sinceNanos(),
                  query.untilNanos(),
                  new Query.Past.From(at),
                  query.then(),
                  query.before()));
    }

    @Override
    public boolean ended() {
      return !searching && inner.ended();
    }
  }

  private static class Wrapped implements Answer {
    Answer inner;

    Wrapped(Answer inner) {
      this.inner = inner;
    }

    @Override
    public @Nullable Event next() {
      return inner.next();
    }

    @Override
    public @Nullable Event next(long bound) {
      return inner.next(bound);
    }

    @Override
    public void rest() {
      inner.rest();
    }

    @Override
    public OptionalLong stopSearch() {
      return inner.stopSearch();
    }

    @Override
    public long sequence() {
      return inner.sequence();
    }

    @Override
    public boolean isOwnLoss() {
      return inner.isOwnLoss();
    }

    @Override
    public long position() {
      return inner.position();
    }

    @Override
    public long backlogEnd() {
      return inner.backlogEnd();
    }

    @Override
    public long head() {
      return inner.head();
    }

    @Override
    public boolean isCut() {
      return inner.isCut();
    }

    @Override
    public boolean ended() {
      return inner.ended();
    }

    @Override
    public void await() {
      inner.await();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @Override
  public void append(Event event) {
    ring.append(event);
  }

  @Override
  public void wake() {
    ring.wake();
  }

  @Override
  public String id() {
    return ring.id();
  }

  @Override
  public RingStatus status() {
    return ring.status();
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
  public void close() {
    ring.close();
  }
}
