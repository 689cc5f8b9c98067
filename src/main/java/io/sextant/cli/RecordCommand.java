package io.sextant.cli;

import io.sextant.recording.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sextant record}. */
@Command(
    name = "record",
    header = "Record the raw events of a running server, with what it knows of the cluster.",
    description = {
      "",
      "Ends after --seconds, or with Ctrl-C. What the server or the way here was too slow for"
          + " stands in the recording as a loss.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant record incident.sxr --seconds 30",
      "  sextant replay incident.sxr",
      "  sextant decode --file incident.sxr --last 1"
    })
final class RecordCommand implements Callable<Integer> {
  private static final int A_DAY = 86_400;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "Where to write the recording.")
  private @Nullable Path file;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long, 1 to 86400. Default: until Ctrl-C.")
  private @Nullable Integer seconds;

  @Option(
      names = "--server-http",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:8080",
      description = "HTTP port of the server. Default: ${DEFAULT-VALUE}.")
  private String server = "localhost:8080";

  @Option(names = "--overwrite", description = "Replace the file if there is one.")
  private boolean overwrite;

  RecordCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path target = Objects.requireNonNull(file);
    check(target);
    RecordingCopy copy = new RecordingCopy(terminal);
    try (InputStream in = ask();
        UntilInterrupted end =
            new UntilInterrupted(UntilInterrupted.Work.FOLLOWS, () -> close(in))) {
      end.begin();
      try (RecordingReader reader = RecordingReader.open("the recording from " + server, in)) {
        terminal.complain("recording " + reader.header().nodeName() + " into " + target + " ...");
        copy.copy(reader, target);
      } catch (IOException e) {
        if (!end.wasInterrupted()) {
          throw new CommandFailure(
              "%s; what came until then is in %s (%s)"
                  .formatted(e.getMessage(), target, copy.summary()));
        }
      }
      terminal.complain("recorded " + copy.summary() + ": " + target);
    }
    return 0;
  }

  private void check(Path target) {
    if (seconds != null && (seconds < 1 || seconds > A_DAY)) {
      throw new CommandFailure("--seconds " + seconds + ": 1 to " + A_DAY + " are possible");
    }
    if (Files.exists(target) && !overwrite) {
      throw new CommandFailure(target + " exists: choose another name, or add --overwrite");
    }
  }

  private InputStream ask() throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address()).build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw refused(response);
      }
      return response.body();
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no server answers at %s: start one (sextant demo), or name it with --server-http host:port"
              .formatted(server));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private URI address() {
    try {
      int length = seconds == null ? A_DAY : seconds;
      return URI.create("http://" + server + "/api/v1/recording?seconds=" + length);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--server-http " + server + ": should be host:port");
    }
  }

  private CommandFailure refused(HttpResponse<InputStream> response) throws IOException {
    String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandFailure(
        "the server at %s answered %d: %s"
            .formatted(server, response.statusCode(), Escape.text(body)));
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // It is closed then.
    }
  }
}
