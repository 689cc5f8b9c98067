package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.sextant.proto.observer.GetFlowsResponse;

/** A JSON object per line, with the field names of Hubble's API. */
final class JsonPrinter implements FlowPrinter {
  private static final JsonFormat.Printer ONE_LINE =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

  private final Terminal terminal;

  JsonPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (!response.hasNodeStatus()) {
      terminal.println(line(response));
    }
  }

  static String line(MessageOrBuilder message) {
    return json(ONE_LINE, message);
  }

  /** Indented, for people. */
  static String block(MessageOrBuilder message) {
    return json(JsonFormat.printer().preservingProtoFieldNames(), message);
  }

  private static String json(JsonFormat.Printer printer, MessageOrBuilder message) {
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure("cannot be printed as JSON: " + e.getMessage());
    }
  }
}
