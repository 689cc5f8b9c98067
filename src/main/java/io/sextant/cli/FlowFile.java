package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Selection;
import io.sextant.flow.Event;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.serve.grpc.EventReader;
import io.sextant.serve.grpc.FilterReader;
import io.sextant.serve.grpc.FlowMessages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Flows in a file of JSON lines, chosen with the server's own filters. */
final class FlowFile {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private final String name;
  private final Terminal terminal;
  private volatile boolean cancelled;

  /**
   * @param name of the file; {@code -} for standard input; unpacked if it ends in {@code .gz}
   */
  FlowFile(String name, Terminal terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  /** Ends the reading from another thread. */
  void cancel() {
    cancelled = true;
  }

  /** Hands on what a request and a query choose; losses and node status always. */
  void select(
      GetFlowsRequest request, Predicate<Event> query, ResponseStream.Sink<GetFlowsResponse> sink) {
    FlowChoice choice =
        new FlowChoice(request, query.and(selection(request)), sink, "--input-file");
    try (LineFeed lines = new LineFeed(reader())) {
      long number = 0;
      while (!cancelled && !choice.full()) {
        String line = lines.next(sink::idle, () -> cancelled);
        if (line == null) {
          break;
        }
        number++;
        if (!line.isBlank()) {
          choice.accept(response(line, number));
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure("--input-file: there is no file " + name);
    } catch (IOException e) {
      throw new CommandFailure("--input-file: cannot read " + name + ": " + e.getMessage());
    }
    choice.finish();
  }

  private BufferedReader reader() throws IOException {
    return new BufferedReader(new InputStreamReader(bytes(), StandardCharsets.UTF_8));
  }

  private InputStream bytes() throws IOException {
    if (name.equals("-")) {
      return terminal.in();
    }
    InputStream file = Files.newInputStream(Path.of(name));
    try {
      return name.endsWith(".gz") ? new GZIPInputStream(file) : file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** One of nothing for a line that cannot be read. */
  private GetFlowsResponse response(String line, long number) {
    try {
      GetFlowsResponse.Builder response = GetFlowsResponse.newBuilder();
      PARSER.merge(line, response);
      return switch (response.getResponseTypesCase()) {
        case FLOW, LOST_EVENTS, NODE_STATUS -> response.build();
        case RESPONSETYPES_NOT_SET -> bare(line);
      };
    } catch (InvalidProtocolBufferException e) {
      terminal.complain(
          "sextant: " + name + ":" + number + ": skipped, not a flow: " + Escape.text(reason(e)));
      return GetFlowsResponse.getDefaultInstance();
    }
  }

  /**
   * A flow as {@code HUBBLE_COMPAT=legacy-json-output} prints it. Other events, as Hubble's
   * exporter writes them into the same file, have a time and a node too, but nothing else of a
   * flow.
   */
  private static GetFlowsResponse bare(String line) throws InvalidProtocolBufferException {
    Flow.Builder flow = Flow.newBuilder();
    PARSER.merge(line, flow);
    if (!flow.hasEventType() && !flow.hasIP() && flow.getVerdict() == Verdict.VERDICT_UNKNOWN) {
      throw new InvalidProtocolBufferException("it has neither a flow nor a loss");
    }
    return GetFlowsResponse.newBuilder()
        .setFlow(flow)
        .setNodeName(flow.getNodeName())
        .setTime(flow.getTime())
        .build();
  }

  private static String reason(InvalidProtocolBufferException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static Selection selection(GetFlowsRequest request) {
    try {
      return FilterReader.read(
          request.getWhitelistList(), request.getBlacklistList(), new FlowMessages(""));
    } catch (InvalidFilterException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  /** A flow's own time, or that of the response that it came in. */
  static long time(GetFlowsResponse response) {
    Flow flow = response.getFlow();
    return EventReader.nanos(flow.hasTime() ? flow.getTime() : response.getTime());
  }
}
