package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.regex.Pattern;

/** A JSON object per line, with the field names of Hubble's API. */
final class JsonPrinter implements FlowPrinter {
  private final Terminal terminal;
  private final StringBuilder line = new StringBuilder();
  private final JsonText json = new JsonText(line);

  JsonPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow() || response.hasLostEvents()) {
      line.setLength(0);
      json.append(response);
      terminal.print(line.append('\n'));
    }
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    terminal.complain(line(response));
  }

  /** No text has a line break in JSON. */
  private static final Pattern EMPTY = Pattern.compile("\\{\\n *\\}");

  static String line(Message message) {
    StringBuilder line = new StringBuilder();
    new JsonText(line).append(message);
    return line.toString();
  }

  /** Indented, for people; what is empty on one line, as Go prints it. */
  static String block(MessageOrBuilder message) {
    try {
      String json = JsonFormat.printer().preservingProtoFieldNames().print(message);
      return plain(EMPTY.matcher(json).replaceAll("{}"));
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
