package io.sextant.cli;

import io.sextant.control.ClusterJson;
import io.sextant.control.ClusterState;
import io.sextant.flow.Node;
import io.sextant.recording.RecordingEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sextant decode}. */
@Command(
    name = "decode",
    header = "Explain raw events of a datapath byte by byte, and the flow that each becomes.",
    description = {
      "",
      "Takes one event in hex, with or without blanks, colons and 0x; - for one event per line of"
          + " standard input; or a recording with --file.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant decode 01856500 04030201 3a000000 3a000200 74270000 \\",
      "    02000000 65000000 d20402ff 0f000000 00000000 \\",
      "    02aabbcc dd0202aa bbccdd01 08004500 002c4242 \\",
      "    40004006 230d0a00 00640808 0808a112 00500000 \\",
      "    03e80000 07d06002 faf00000 00000204 05b4",
      "  sextant decode --file incident.sxr --last 1",
      "  sextant decode --file incident.sxr --flow-only -o json | jq .flow.verdict"
    })
final class DecodeCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  enum Output {
    compact,
    json
  }

  private final Terminal terminal;

  @Parameters(
      paramLabel = "HEX",
      arity = "0..*",
      description = "The bytes of one event, in one piece or several; or -.")
  private List<String> hex = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Explain the samples of a recording.")
  private @Nullable Path file;

  @Option(names = "--index", paramLabel = "N", description = "Only sample N, counted from 1.")
  private @Nullable Long index;

  @Option(names = "--last", paramLabel = "N", description = "Only the last N samples.")
  private @Nullable Integer last;

  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description =
          "Name addresses by this cluster state (JSON, perhaps packed by gzip), not by the"
              + " recording's.")
  private @Nullable Path clusterFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "The flow as compact line (default) or as Hubble's json.")
  private Output output = Output.compact;

  @Option(names = "--flow-only", description = "Print the flows without the fields.")
  private boolean flowOnly;

  DecodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    check();
    EventExplainer explainer = new EventExplainer(terminal, !flowOnly, printer());
    ClusterState cluster = clusterFile == null ? null : ClusterJson.read(clusterFile);
    if (file != null) {
      new RecordedEvents(file, cluster).choose(choice(), sink(explainer));
      return 0;
    }
    ClusterState names = cluster == null ? ClusterState.EMPTY : cluster;
    if (hex.equals(List.of(STANDARD_INPUT))) {
      explainLines(explainer, names);
    } else {
      explainer.explain(event("", HexText.parse(String.join(" ", hex)), names));
    }
    return 0;
  }

  private void check() {
    if (hex.isEmpty() == (file == null)) {
      throw new CommandFailure("decode: give the bytes of an event, - , or --file RECORDING");
    }
    if (file == null && (index != null || last != null)) {
      throw new CommandFailure("--index and --last choose from a recording: add --file RECORDING");
    }
    if (index != null && last != null) {
      throw new CommandFailure("--index and --last: give one of them");
    }
    if (last != null && last < 1) {
      throw new CommandFailure("--last " + last + ": 1 or more is possible");
    }
  }

  private RecordedEvents.Choice choice() {
    if (index != null) {
      return new RecordedEvents.Choice.At(index);
    }
    return last == null ? new RecordedEvents.Choice.All() : new RecordedEvents.Choice.Last(last);
  }

  private void explainLines(EventExplainer explainer, ClusterState names) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        explainer.explain(event("line " + number, bytes(number, line), names));
        terminal.flush();
      }
    }
  }

  private static byte[] bytes(int number, String line) {
    try {
      return HexText.parse(line);
    } catch (CommandFailure e) {
      throw new CommandFailure("line " + number + ", " + e.getMessage());
    }
  }

  private RawEvent event(String title, byte[] bytes, ClusterState names) {
    Instant now = terminal.clock().instant();
    long nanos = Math.addExact(now.getEpochSecond() * 1_000_000_000L, now.getNano());
    Node node = Node.named(names.nodeName());
    return new RawEvent(title, new RawEvent.Origin(node, -1, nanos, 0), bytes, names);
  }

  private RecordedEvents.Sink sink(EventExplainer explainer) {
    return new RecordedEvents.Sink() {
      @Override
      public void event(RawEvent event) {
        explainer.explain(event);
      }

      @Override
      public void loss(RecordingEntry.Loss loss) {
        String line =
            "%d samples of CPU %d are missing here, lost by %s"
                .formatted(loss.count(), loss.cpu(), loss.source());
        if (flowOnly) {
          terminal.complain("sextant: " + line);
        } else {
          terminal.println(line);
          terminal.println("");
        }
      }
    };
  }

  private FlowPrinter printer() {
    if (output == Output.json) {
      return flowOnly
          ? new JsonPrinter(terminal)
          : response -> terminal.println(JsonPrinter.block(response));
    }
    Paint paint = terminal.colors() ? Paint.COLORS : Paint.PLAIN;
    return new CompactPrinter(
        terminal,
        new PrintOptions(
            new FlowText(paint, true),
            new TimeText(TimeFormat.STAMP_MILLI, terminal.zone()),
            file != null,
            true));
  }
}
