package io.sextant;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.demo.Demo;
import io.sextant.demo.DemoSettings;
import io.sextant.flow.AgentEvent;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.serve.http.SourceBadge;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sextant demo}: a small shop under guard, or a recording of it, and the server that shows
 * it.
 */
@Command(
    name = "demo",
    description = {
      "Runs a small shop in network namespaces, guarded and observed by the eBPF datapath, and shows it in the browser.",
      "Needs root. Nothing is opened to the outside, and nothing is left behind."
    },
    footer = {
      "",
      "Examples:",
      "  ./sextant demo                           as root",
      "  ./sextant demo --replay                  a recording instead, without root",
      "  ./sextant observe -f --verdict DROPPED   in another terminal"
    })
final class DemoCommand implements Callable<Integer> {
  private static final SourceBadge DEMO =
      new SourceBadge(
          SourceBadge.Kind.DEMO,
          "demo",
          "Real packets of the demo's own workloads on this machine.");
  private static final SourceBadge REPLAY =
      new SourceBadge(
          SourceBadge.Kind.REPLAY,
          "replay",
          "A recording that the demo made of itself; nothing of it happens now.");
  private static final int DEFAULT_GRPC_PORT = 4245;
  private static final String RECORDING = "/demo/shop.sxr";

  @Spec private @Nullable CommandSpec spec;
  @Mixin private Ports ports = new Ports();

  @Option(names = "--replay", description = "Play a recording of the demo; needs no root")
  private boolean replay;

  @Option(
      names = "--rate",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Factor on the shop's traffic, above 0 up to 20 (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      hidden = true,
      description = "Record the raw events to a file until the demo ends")
  private @Nullable Path record;

  @Override
  public Integer call() throws Exception {
    ports.check();
    try (Ending ending = new Ending()) {
      if (replay) {
        replay(ending);
      } else {
        live(ending);
      }
    }
    return 0;
  }

  private void replay(Ending ending) throws IOException, InterruptedException {
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    ReplaySource recording =
        new ReplaySource(
            DemoCommand::recording,
            ReplaySource.Pace.live(),
            state -> cluster.update(before -> state));
    try (Server server = serve(REPLAY, cluster)) {
      server.follow(Feed.of(recording));
      say("REPLAY of a recording that the demo made of itself; no packet flows on this machine.");
      say(guide(server));
      ending.await();
    }
  }

  private void live(Ending ending) throws Exception {
    DemoSettings settings = settings();
    Demo.check();
    say("Building the shop and loading the datapath ...");
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    FutureTask<Server> starting = new FutureTask<>(() -> serve(DEMO, cluster));
    Thread.ofPlatform().name("server-start").start(starting);
    try (Demo demo = Demo.start(settings, cluster, event -> tell(starting, event));
        RingReader rings = RingReader.open(demo.datapath().events(), RingSettings.defaults());
        Recorder recorder = Recorder.to(record, cluster);
        Server server = started(starting)) {
      server.expose(demo.datapath().counters());
      server.follow(recorder.on(Feed.of(rings)));
      rings.start();
      demo.open();
      say(demo.description());
      say(guide(server));
      ending.await();
      say("Removing the shop ...");
    } finally {
      close(starting);
    }
    say("Nothing is left behind.");
  }

  private DemoSettings settings() {
    try {
      return DemoSettings.defaults().withRate(rate);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          commandLine(), "--rate " + rate + ": above 0 up to 20 is possible");
    }
  }

  private Server serve(SourceBadge source, LiveCluster cluster) throws IOException {
    Map<String, Object> settings = new HashMap<>(ports.settings());
    DemoSettings demo = DemoSettings.defaults();
    settings.put("sextant.node", demo.nodeName());
    settings.put("sextant.cluster", demo.clusterName());
    settings.put("sextant.bind", "127.0.0.1");
    try {
      return Server.start(source, cluster, settings);
    } catch (RuntimeException e) {
      throw new IOException("the server did not start: " + reason(e), e);
    }
  }

  private static Server started(FutureTask<Server> starting) throws IOException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the server started", e);
    }
  }

  /** Spring wraps what went wrong in what came of it; people need the first. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().collect(Collectors.joining(" "));
  }

  /** News wait for the server; without one there is nobody to tell. */
  private static void tell(FutureTask<Server> starting, AgentEvent news) {
    try {
      started(starting).pipeline().tell(news);
    } catch (IOException e) {
      // The command itself reports it.
    }
  }

  private static void close(FutureTask<Server> starting) {
    try {
      started(starting).close();
    } catch (IOException e) {
      // The command itself reports it.
    }
  }

  private static RecordingReader recording() throws IOException {
    InputStream in = DemoCommand.class.getResourceAsStream(RECORDING);
    if (in == null) {
      throw new FileNotFoundException("this build has no recording at " + RECORDING);
    }
    return RecordingReader.open("the demo's recording", in);
  }

  private String guide(Server server) {
    return """

    Page      http://localhost:%d
    Flows     ./sextant observe -f %s
              hubble observe -f --server localhost:%d
    Metrics   http://localhost:%d/metrics

    Ctrl-C ends it and removes everything.\
    """
        .formatted(
            server.httpPort(),
            server.grpcPort() == DEFAULT_GRPC_PORT ? "" : "--server localhost:" + server.grpcPort(),
            server.grpcPort(),
            server.metricsPort());
  }

  private void say(String text) {
    PrintWriter out = commandLine().getOut();
    out.println(text);
    out.flush();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
