package io.sextant;

import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sextant run}. */
@Command(
    name = "run",
    header = "Run the service.",
    description = {
      "",
      "Role server: a relay. It stands for any number of observers, of Sextant or of Cilium's Hubble,"
          + " answers for all of them, and shows on its page what they see.",
      "",
      "Settings come from the command line, from variables such as SEXTANT_RELAY_PEERS, from the"
          + " file, in this order; the README lists them.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./sextant run --role server --peer 10.0.0.1 --peer 10.0.0.2:4244",
      "  ./sextant run --role server --peer-service unix:///var/run/cilium/hubble.sock",
      "  ./sextant run --role server --config sextant.yaml"
    })
final class RunCommand implements Callable<Integer> {
  private static final String SERVER = "server";
  private static final SourceBadge BADGE =
      new SourceBadge(
          SourceBadge.Kind.LIVE, "relay", "What the observers behind this server see, live.");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "",
      description = "What this process is; server is the only role so far")
  private String role = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings: a sextant: tree in YAML")
  private @Nullable Path config;

  @Option(
      names = "--peer",
      paramLabel = "ADDRESS",
      description = "An observer: host, host:port or unix:///path; may be repeated")
  private List<String> peers = List.of();

  @Option(
      names = "--peer-service",
      paramLabel = "ADDRESS",
      description = "A peer service that tells of observers")
  private @Nullable String peerService;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Address to listen on (default: 127.0.0.1)")
  private @Nullable String bind;

  @Option(names = "--http-port", paramLabel = "PORT", description = "Page and REST (default: 8080)")
  private @Nullable Integer http;

  @Option(names = "--grpc-port", paramLabel = "PORT", description = "Hubble's API (default: 4245)")
  private @Nullable Integer grpc;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Prometheus metrics (default: 9965)")
  private @Nullable Integer metrics;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!role.equals(SERVER)) {
      throw new IOException(
          "%s: server is the only role that exists so far; give --role server"
              .formatted(role.isEmpty() ? "no --role" : "--role " + role));
    }
    Map<String, Object> file = config == null ? Map.of() : ConfigFile.read(config);
    try (Ending ending = new Ending();
        Server server = Server.startRelay(BADGE, overrides(), file)) {
      say(server.places());
      ending.await();
    }
    return 0;
  }

  /** What the command line says, as keys of the {@code sextant:} tree. */
  private Map<String, Object> overrides() {
    Map<String, Object> settings = new HashMap<>();
    put(settings, "sextant.bind", bind);
    put(settings, "sextant.http.port", http);
    put(settings, "sextant.grpc.port", grpc);
    put(settings, "sextant.metrics.port", metrics);
    put(settings, "sextant.relay.peer-service", peerService);
    for (int i = 0; i < peers.size(); i++) {
      settings.put("sextant.relay.peers[" + i + "]", peers.get(i));
    }
    return settings;
  }

  private static void put(Map<String, Object> settings, String key, @Nullable Object value) {
    if (value != null) {
      settings.put(key, value);
    }
  }

  private void say(String text) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
