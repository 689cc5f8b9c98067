package io.sextant.serve.grpc;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ObjLongConsumer;

/** Requests and connections that were refused, counted by what was wrong with them. */
public final class Refused {
  /** What was wrong. */
  enum Why {
    CONNECTIONS,
    STREAMS,
    CONNECTION_STREAMS,
    FILTERS,
    FILTER_VALUES,
    FILTER_BYTES,
    EXPRESSIONS,
    MASK_PATHS,
    REQUEST_BYTES,
    HEADER_BYTES,
    INVALID
  }

  private final AtomicLongArray counts = new AtomicLongArray(Why.values().length);

  void count(Why why) {
    counts.incrementAndGet(why.ordinal());
  }

  long of(Why why) {
    return counts.get(why.ordinal());
  }

  /** Gives each reason, as a word in lower case, with its count. */
  public void forEach(ObjLongConsumer<String> reader) {
    for (Why why : Why.values()) {
      reader.accept(why.name().toLowerCase(Locale.ROOT), of(why));
    }
  }
}
