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
      return plain(printer.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure("cannot be printed as JSON: " + e.getMessage());
    }
  }

  /** The printer escapes {@code < > & = '} as if for a page of HTML; here they read as they are. */
  private static String plain(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else if (json.startsWith("\\u00", i) && isPlain(json, i)) {
        text.append((char) Integer.parseInt(json, i + 4, i + 6, 16));
        i += 5;
      } else {
        text.append(c).append(json.charAt(++i));
      }
    }
    return text.toString();
  }

  private static boolean isPlain(String json, int at) {
    return switch (json.substring(at + 4, at + 6)) {
      case "3c", "3e", "26", "3d", "27" -> true;
      default -> false;
    };
  }
}
