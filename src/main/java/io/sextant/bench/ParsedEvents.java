package io.sextant.bench;

import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Event;
import io.sextant.flow.Node;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The corpus as events, again and again, each made anew from its bytes. */
final class ParsedEvents {
  static final Node NODE = Node.named("bench");

  /** Between two events of the corpus: a busy node. */
  private static final long SPACING = TimeUnit.MICROSECONDS.toNanos(20);

  private static final long START = 1_768_472_430_123_456_789L;

  private final Corpus corpus;
  private final EventParser parser;
  private final Arrival arrival = new Arrival(NODE, FlowIds.seeded(1));
  private long number;
  private int next;

  ParsedEvents(Corpus corpus) {
    this.corpus = corpus;
    this.parser = new EventParser(corpus::cluster, ParserOptions.DEFAULTS);
  }

  /** The next event, or null for one that was refused. */
  @Nullable Event next() {
    int i = next;
    next = i + 1 == corpus.size() ? 0 : i + 1;
    long since = number++ * SPACING;
    arrival.at(i & 1, START + since, since);
    return parser.parse(corpus.buffer(), corpus.offset(i), corpus.length(i), arrival);
  }
}
