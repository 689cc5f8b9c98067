package io.sextant.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where the REST of a server is, and questions to it. */
final class RestOptions {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  @Option(
      names = "--server-http",
      paramLabel = "HOST:PORT",
      description = "Where the page and REST of the server are. Default: localhost:8080.")
  private String server = "localhost:8080";

  /**
   * Asks and reads the answer.
   *
   * @param path behind {@code /api/v1/}
   * @throws CommandFailure when nobody answers, or with a refusal
   */
  JsonNode ask(String path, Map<String, String> parameters) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address(path, parameters)).timeout(ANSWER).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JsonMapper.shared().readTree(response.body());
      if (response.statusCode() != 200) {
        throw new CommandFailure(Escape.text(answer.path("detail").asString(response.body())));
      }
      return answer;
    } catch (JacksonException e) {
      throw new CommandFailure("the answer of " + server + " is no JSON: is it a Sextant server?");
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no server answers at %s: start one (sextant run), or name it with --server-http host:port"
              .formatted(server));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private URI address(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    try {
      return URI.create(
          "http://" + server + "/api/v1/" + path + (query.isEmpty() ? "" : "?" + query));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--server-http " + server + ": should be host:port");
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
