package io.sextant.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** REST of a server, with prepared answers by path and query. */
final class ScriptedRest implements AutoCloseable {
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  private record Answer(int status, String body) {}

  ScriptedRest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Prepares an answer.
   *
   * @param question behind {@code /api/v1/}, with its query as it is sent
   */
  ScriptedRest on(String question, String body) {
    answers.put("/api/v1/" + question, new Answer(200, body));
    return this;
  }

  /** Prepares a refusal. */
  ScriptedRest refuse(String question, int status, String detail) {
    answers.put(
        "/api/v1/" + question, new Answer(status, "{\"detail\": \"%s\"}".formatted(detail)));
    return this;
  }

  String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** Runs a command that asks this server; the exit code. */
  int run(TestTerminal terminal, String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server-http";
    all[arguments.length + 1] = address();
    return terminal.run(all);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String question = exchange.getRequestURI().toString();
    Answer answer = answers.getOrDefault(question, new Answer(500, "not prepared: " + question));
    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
