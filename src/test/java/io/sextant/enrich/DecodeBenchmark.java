package io.sextant.enrich;

import io.sextant.bench.Corpus;
import io.sextant.decode.DatapathDecoder;
import io.sextant.decode.DatapathEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Nanoseconds and bytes per event, one thread; over the checkout's corpus. {@code bin/jmh
 * DecodeBenchmark} runs it; {@code -Devents=… -Dcluster=…} names other events.
 */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecodeBenchmark {
  private static final long WALL = 1_768_472_430_123_456_789L;

  private Corpus corpus;
  private DatapathDecoder decoder;
  private EventParser parser;
  private Arrival arrival;
  private int next;

  @Setup
  public void load() throws IOException {
    String events = System.getProperty("events", "");
    String cluster = System.getProperty("cluster", "");
    corpus =
        events.isEmpty()
            ? Corpus.ofCheckout(Path.of(""))
            : Corpus.read(Path.of(events), cluster.isEmpty() ? null : Path.of(cluster));
    decoder = new DatapathDecoder();
    parser = new EventParser(corpus::cluster, ParserOptions.DEFAULTS);
    arrival = new Arrival(Node.named("bench"), FlowIds.seeded(1));
  }

  /** Bytes to a view of the notification and its packet. */
  @Benchmark
  public DatapathEvent decode() {
    int i = advance();
    return decoder.decode(corpus.buffer(), corpus.offset(i), corpus.length(i));
  }

  /** Bytes to a named flow with its own UUID. */
  @Benchmark
  public @Nullable Event decodeAndName() {
    int i = advance();
    arrival.at(i & 1, WALL + i, i);
    return parser.parse(corpus.buffer(), corpus.offset(i), corpus.length(i), arrival);
  }

  private int advance() {
    next = next + 1 == corpus.size() ? 0 : next + 1;
    return next;
  }

  public static void main(String[] arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(DecodeBenchmark.class.getSimpleName()).addProfiler(GCProfiler.class);
    options.jvmArgsAppend(
        "-Devents=" + System.getProperty("events", ""),
        "-Dcluster=" + System.getProperty("cluster", ""));
    new Runner(options.build()).run();
  }
}
