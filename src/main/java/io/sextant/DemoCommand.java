package io.sextant;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.demo.Demo;
import io.sextant.demo.DemoSettings;
import io.sextant.flow.AgentEvent;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
      "  ./sextant observe -f --verdict DROPPED   in another terminal",
      "  ./sextant list endpoints                 the pods that are guarded",
      "  ./sextant policy explain shop/cart       what a policy does"
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
    try (Replay replay =
        Replay.start(REPLAY, DemoRecording::open, ReplaySource.Pace.live(), serverSettings())) {
      say("REPLAY of a recording that the demo made of itself; no packet flows on this machine.");
      say(replay.server().guide());
      ending.await();
    }
  }

  private void live(Ending ending) throws Exception {
    DemoSettings settings = demoSettings();
    Demo.check();
    say("Building the shop and loading the datapath ...");
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    NodeBooks books = new NodeBooks(cluster);
    FutureTask<Server> starting = new FutureTask<>(() -> serve(cluster, books));
    Thread.ofPlatform().name("server-start").start(starting);
    try (Demo demo = Demo.start(settings, cluster, event -> tell(starting, event));
        RingReader rings = RingReader.open(demo.datapath().events(), RingSettings.defaults());
        Server server = started(starting)) {
      server.settleNames();
      books.isOf(demo);
      server.expose(demo.datapath().counters());
      server.expose(demo.control(), demo.agent());
      server.follow(Feed.of(rings));
      rings.start();
      demo.open();
      say(demo.description());
      say(server.guide());
      ending.await();
      say("Removing the shop ...");
    } finally {
      close(starting);
    }
    say("Nothing is left behind.");
  }

  private DemoSettings demoSettings() {
    try {
      return DemoSettings.defaults().withRate(rate);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          commandLine(), "--rate " + rate + ": above 0 up to 20 is possible");
    }
  }

  private Server serve(LiveCluster cluster, NodeBooks books) throws IOException {
    return Server.startNode(DEMO, cluster, books, serverSettings(), Map.of());
  }

  private Map<String, Object> serverSettings() {
    Map<String, Object> settings = new HashMap<>(ports.settings());
    DemoSettings demo = DemoSettings.defaults();
    settings.put("sextant.node", demo.nodeName());
    settings.put("sextant.cluster", demo.clusterName());
    settings.put("sextant.bind", "127.0.0.1");
    return settings;
  }

  private static Server started(FutureTask<Server> starting) throws IOException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the server started", e);
    }
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

  private void say(String text) {
    PrintWriter out = commandLine().getOut();
    out.println(text);
    out.flush();
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
