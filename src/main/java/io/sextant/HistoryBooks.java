package io.sextant;

import io.sextant.history.LuceneStore;
import io.sextant.history.NodeSpan;
import java.util.Map;

/** What REST asks of a store that keeps history. */
final class HistoryBooks {
  private HistoryBooks() {}

  static LedgerBooks losses(LuceneStore store) {
    return new LedgerBooks(store.ledger(), new KeptFlows(store));
  }

  static NamesBook names(LuceneStore store) {
    return new NamesBook(store.names());
  }

  private record KeptFlows(LuceneStore store) implements LedgerBooks.Kept {
    @Override
    public Map<String, NodeSpan> nodes() {
      return store.nodes();
    }

    @Override
    public long readableFrom() {
      return store.readableFrom();
    }

    @Override
    public long newestNanos(long sinceNanos, long untilNanos) {
      return store.newestNanos(sinceNanos, untilNanos);
    }
  }
}
