package io.sextant;

import io.sextant.history.ledger.Fact;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.NamesLog;
import io.sextant.serve.http.NameBook;
import java.util.List;

/** The log of names, as REST asks for it. */
final class NamesBook implements NameBook {
  private final NamesLog names;

  NamesBook(NamesLog names) {
    this.names = names;
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public List<Entry> at(Kind kind, long timeNanos) {
    return names.all(factKind(kind), timeNanos).stream().map(NamesBook::entry).toList();
  }

  @Override
  public List<Entry> history(Kind kind, String key) {
    return names.history(factKind(kind), key).stream().map(NamesBook::entry).toList();
  }

  private static FactKind factKind(Kind kind) {
    return switch (kind) {
      case IDENTITY -> FactKind.IDENTITY;
      case ADDRESS -> FactKind.ADDRESS;
      case POLICY -> FactKind.POLICY;
      case ENDPOINT -> FactKind.ENDPOINT;
    };
  }

  private static Entry entry(Fact fact) {
    return new Entry(
        fact.key(), fact.value(), fact.fromNanos(), fact.isOpen() ? null : fact.toNanos());
  }
}
