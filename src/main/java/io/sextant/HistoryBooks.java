package io.sextant;

import io.sextant.history.LuceneStore;
import java.util.Map;
import java.util.OptionalLong;

/** What REST asks of a store that keeps history. */
final class HistoryBooks {
  private HistoryBooks() {}

  static LedgerBooks of(LuceneStore store) {
    return new LedgerBooks(store.ledger(), store.names(), () -> covered(store));
  }

  /** One store is one node's; what it holds begins with its oldest flow and reaches up to now. */
  private static Map<String, LedgerBooks.Covered> covered(LuceneStore store) {
    OptionalLong oldest = store.oldestNanos();
    return oldest.isEmpty()
        ? Map.of()
        : Map.of(
            store.node().name(), new LedgerBooks.Covered(oldest.getAsLong(), store.nowNanos()));
  }
}
