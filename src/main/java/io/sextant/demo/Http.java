package io.sextant.demo;

import io.sextant.flow.IpAddress;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Enough of HTTP/1.1 for the shop: one request a connection, small text bodies. */
final class Http {
  private static final int MAX_LINE = 2048;
  private static final int MAX_HEADERS = 50;
  private static final int MAX_BODY = 16 * 1024;

  private Http() {}

  record Request(String method, String host, String path) {}

  record Response(int status, String body) {
    static Response ok(String body) {
      return new Response(200, body);
    }
  }

  /** Answers requests; a failure becomes a 502. */
  @FunctionalInterface
  interface Handler {
    Response respond(Request request) throws IOException;
  }

  /** Sends a request and reads the whole response. */
  static Response call(Pod pod, IpAddress address, int port, Request request, Duration timeout)
      throws IOException {
    SocketChannel channel = pod.dial(address, port, timeout);
    try {
      write(
          channel,
          "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: text/plain\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
              .formatted(request.method, request.path, request.host, pod.name()));
      BufferedReader in = reader(channel);
      int status = status(line(in));
      return new Response(status, body(in, contentLength(in)));
    } finally {
      pod.hangUp(channel);
    }
  }

  /** One conversation of a server. */
  static Pod.Conversation serving(Handler handler) {
    return channel -> {
      BufferedReader in = reader(channel);
      String[] request = line(in).split(" ", 3);
      body(in, contentLength(in));
      if (request.length == 3) {
        Response response = respond(handler, new Request(request[0], "", request[1]));
        write(
            channel,
            "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(
                    response.status,
                    reason(response.status),
                    response.body.length(),
                    response.body));
      }
    };
  }

  private static Response respond(Handler handler, Request request) {
    try {
      return handler.respond(request);
    } catch (IOException e) {
      return new Response(502, "upstream failed\n");
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 404 -> "Not Found";
      case 502 -> "Bad Gateway";
      default -> "Status";
    };
  }

  private static BufferedReader reader(SocketChannel channel) throws IOException {
    return new BufferedReader(
        new InputStreamReader(channel.socket().getInputStream(), StandardCharsets.ISO_8859_1),
        1024);
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    channel.socket().getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[1].matches("[1-5][0-9][0-9]")) {
      throw new IOException("not an HTTP status line");
    }
    return Integer.parseInt(parts[1]);
  }

  private static int contentLength(Reader in) throws IOException {
    int length = 0;
    for (int i = 0; i < MAX_HEADERS; i++) {
      String header = line(in);
      if (header.isEmpty()) {
        return length;
      }
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        String value = header.substring(15).strip();
        length = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : MAX_BODY + 1;
      }
    }
    throw new IOException("more than " + MAX_HEADERS + " headers");
  }

  private static String body(Reader in, int length) throws IOException {
    if (length > MAX_BODY) {
      throw new IOException("a body above " + MAX_BODY + " bytes");
    }
    char[] body = new char[length];
    int filled = 0;
    while (filled < length) {
      int count = in.read(body, filled, length - filled);
      if (count < 0) {
        throw new EOFException("the body ended early");
      }
      filled += count;
    }
    return new String(body);
  }

  private static String line(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException("the header ended early");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
