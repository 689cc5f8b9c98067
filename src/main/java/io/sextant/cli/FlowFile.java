package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Selection;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.serve.grpc.EventReader;
import io.sextant.serve.grpc.FilterReader;
import io.sextant.serve.grpc.FlowMessages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Flows in a file of JSON lines, chosen with the server's own filters. */
final class FlowFile {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final long MOST_KEPT = 1_000_000;

  private final String name;
  private final Terminal terminal;

  private FlowFile(String name, Terminal terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  static FlowFile open(String name, Terminal terminal) {
    return new FlowFile(name, terminal);
  }

  /** Hands on what a request would choose; losses and node status always. */
  void select(GetFlowsRequest request, ObserveCommand.Sink sink) {
    Chosen chosen = new Chosen(request, selection(request), sink);
    try (BufferedReader lines = reader()) {
      int number = 0;
      for (String line = lines.readLine();
          line != null && !chosen.full();
          line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          chosen.accept(response(line, number));
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("--input-file: cannot read " + name + ": " + e.getMessage());
    }
    chosen.finish();
  }

  private BufferedReader reader() throws IOException {
    return name.equals("-")
        ? new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(name));
  }

  private GetFlowsResponse response(String line, int number) {
    try {
      GetFlowsResponse.Builder response = GetFlowsResponse.newBuilder();
      PARSER.merge(line, response);
      return response.build();
    } catch (InvalidProtocolBufferException e) {
      terminal.complain(name + ":" + number + ": skipped, not a flow: " + e.getMessage());
      return GetFlowsResponse.getDefaultInstance();
    }
  }

  private static Selection selection(GetFlowsRequest request) {
    try {
      return FilterReader.read(
          request.getWhitelistList(), request.getBlacklistList(), new FlowMessages(""));
    } catch (InvalidFilterException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  private static final class Chosen {
    private final GetFlowsRequest request;
    private final Selection selection;
    private final ObserveCommand.Sink sink;
    private final Deque<GetFlowsResponse> last = new ArrayDeque<>();
    private final long most;
    private final boolean limited;
    private long flows;

    Chosen(GetFlowsRequest request, Selection selection, ObserveCommand.Sink sink) {
      this.request = request;
      this.selection = selection;
      this.sink = sink;
      this.limited = request.getNumber() > 0;
      this.most = request.getNumber();
      if (limited && !request.getFirst() && most > MOST_KEPT) {
        throw new CommandFailure("--last: with --input-file at most " + MOST_KEPT);
      }
    }

    boolean full() {
      return request.getFirst() && limited && flows >= most;
    }

    void accept(GetFlowsResponse response) {
      if (response.hasFlow()) {
        if (fits(response)) {
          flows++;
          keep(response);
        }
      } else if (response.hasLostEvents() || response.hasNodeStatus()) {
        sink.accept(response);
      }
    }

    void finish() {
      last.forEach(sink::accept);
    }

    private void keep(GetFlowsResponse response) {
      if (!limited || request.getFirst()) {
        sink.accept(response);
        return;
      }
      last.addLast(response);
      if (last.size() > most) {
        last.removeFirst();
      }
    }

    private boolean fits(GetFlowsResponse response) {
      long time = EventReader.nanos(response.getFlow().getTime());
      return (!request.hasSince() || time >= EventReader.nanos(request.getSince()))
          && (!request.hasUntil() || time <= EventReader.nanos(request.getUntil()))
          && selection.test(EventReader.flow(response.getFlow()));
    }
  }
}
