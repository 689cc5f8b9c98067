package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.bench.Corpus;
import io.sextant.control.LiveCluster;
import io.sextant.decode.DecoderVectors;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowEquality;
import io.sextant.flow.Node;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Flows of events as a datapath writes them. */
@NullMarked
class RealFlowsTest {
  private static final int CORPUS_EVENTS = 20_000;

  private final Arrival arrival = new Arrival(Node.named("n"), FlowIds.seeded(1));
  private final List<Flow> flows = new ArrayList<>();

  @Test
  void flowsOfTheVectors_comeBackAsTheyWere() {
    LiveCluster cluster = new LiveCluster(DecoderVectors.cluster());
    EventParser parser = new EventParser(cluster, ParserOptions.DEFAULTS);
    DecoderVectors.samples().forEach(sample -> parse(parser, sample, 0, sample.length));
    assertThat(flows).hasSizeGreaterThan(100);
    assertComeBack(flows.size());
  }

  @Test
  void flowsOfTheCorpus_comeBackAsTheyWere() throws IOException {
    Corpus corpus = Objects.requireNonNull(Corpus.ofCheckout(Path.of("")));
    EventParser parser = new EventParser(corpus::cluster, ParserOptions.DEFAULTS);
    for (int i = 0; i < CORPUS_EVENTS; i++) {
      parse(parser, corpus.buffer(), corpus.offset(i), corpus.length(i));
    }
    assertThat(flows).hasSizeGreaterThan(CORPUS_EVENTS / 2);
    assertComeBack(1024);
  }

  private void parse(EventParser parser, byte[] from, int offset, int length) {
    int number = flows.size();
    arrival.at(number % 4, 1_768_472_430_123_456_789L + 1_000L * number, 1 + 1_000L * number);
    if (parser.parse(from, offset, length, arrival) instanceof Flow flow) {
      flows.add(flow);
    }
  }

  private void assertComeBack(int rows) {
    Dictionary dictionary = new Dictionary();
    try (BlockBuilder builder = new BlockBuilder(dictionary, rows);
        Scratch scratch = new Scratch()) {
      for (int from = 0; from < flows.size(); from += rows) {
        List<Flow> part = flows.subList(from, Math.min(from + rows, flows.size()));
        for (Flow flow : part) {
          builder.add(builder.count(), flow);
        }
        byte[] bytes = Arrays.copyOf(builder.bytes(), builder.encode(0, part.size()));
        builder.clear();
        Block block = Block.open(MemorySegment.ofArray(bytes), 0, dictionary);
        for (int i = 0; i < part.size(); i++) {
          FlowEquality.assertSame(block.flow(i, scratch), part.get(i), "flow " + (from + i));
        }
      }
    }
    assertThat(flows).anyMatch(flow -> flow.packetLength() > 0);
  }
}
