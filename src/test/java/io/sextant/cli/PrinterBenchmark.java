package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import io.sextant.bench.Corpus;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.serve.grpc.FlowMessages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Nanoseconds per flow printed, one thread, from the bytes of a response as they come off the wire;
 * flows of the checkout's corpus. {@code bin/jmh PrinterBenchmark} runs it.
 */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PrinterBenchmark {
  private static final long WALL = 1_768_472_430_123_456_789L;
  private static final Node NODE = Node.named("bench");

  @Param({"compact", "dict", "json"})
  private String format;

  private final List<byte[]> responses = new ArrayList<>();
  private FlowPrinter printer;
  private int next;

  @Setup
  public void load() throws IOException {
    Corpus corpus = Objects.requireNonNull(Corpus.ofCheckout(Path.of("")));
    EventParser parser = new EventParser(corpus::cluster, ParserOptions.DEFAULTS);
    Arrival arrival = new Arrival(NODE, FlowIds.seeded(1));
    FlowMessages messages = new FlowMessages("1");
    for (int i = 0; i < corpus.size(); i++) {
      arrival.at(i & 1, WALL + i * 3_000L, i);
      if (parser.parse(corpus.buffer(), corpus.offset(i), corpus.length(i), arrival)
          instanceof Flow flow) {
        var message = messages.message(flow);
        responses.add(
            GetFlowsResponse.newBuilder()
                .setFlow(message)
                .setNodeName(message.getNodeName())
                .setTime(message.getTime())
                .build()
                .toByteArray());
      }
    }
    Terminal terminal =
        new Terminal(
            System.in,
            OutputStream.nullOutputStream(),
            new PrintStream(OutputStream.nullOutputStream()),
            Terminal.Screen.NONE,
            Map.of(),
            InstantSource.system(),
            ZoneId.of("Europe/Berlin"));
    PrintOptions options =
        new PrintOptions(
            new FlowText(Paint.PLAIN, true),
            new TimeText(TimeFormat.STAMP_MILLI, terminal.zone()),
            false,
            false);
    printer =
        switch (format) {
          case "compact" -> new CompactPrinter(terminal, options);
          case "dict" -> new DictPrinter(terminal, options);
          default -> new JsonPrinter(terminal);
        };
  }

  /** A response read and printed. */
  @Benchmark
  public void readAndPrint() throws InvalidProtocolBufferException {
    printer.print(read());
  }

  /** What reading alone costs. */
  @Benchmark
  public GetFlowsResponse read() throws InvalidProtocolBufferException {
    next = next + 1 == responses.size() ? 0 : next + 1;
    return GetFlowsResponse.parseFrom(responses.get(next));
  }

  public static void main(String[] arguments) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include(PrinterBenchmark.class.getSimpleName());
    if (Boolean.getBoolean("c1")) {
      options.jvmArgsAppend("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }
    new Runner(options.build()).run();
  }
}
