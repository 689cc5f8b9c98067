package io.sextant;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.DatapathProbe;
import io.sextant.datapath.Readiness;
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
      "Role all, when none is given: this node is guarded and observed. The datapath is loaded, the"
          + " policies of a folder of manifests are enforced on the pods that they name, a container"
          + " runtime's plug-in is served, flows are shown. What is enforced stays in force when the"
          + " process ends, and the next one goes on with it; run --cleanup ends it.",
      "",
      "Role agent: the same for a node whose flows a server of role server collects; Hubble's API is"
          + " on port 4244 and on /var/run/sextant/observer.sock, and REST serves no page.",
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
      "  ./sextant run --manifests policies/",
      "  ./sextant run --cleanup",
      "  ./sextant run --role server --peer 10.0.0.1 --peer 10.0.0.2:4244",
      "  ./sextant run --role server --peer-service unix:///var/run/cilium/hubble.sock",
      "  ./sextant run --role server --config sextant.yaml"
    })
final class RunCommand implements Callable<Integer> {
  private static final int AGENT_PORT = 4244;
  private static final String AGENT_SOCKET = "/var/run/sextant/observer.sock";
  private static final SourceBadge BADGE =
      new SourceBadge(
          SourceBadge.Kind.LIVE, "relay", "What the observers behind this server see, live.");

  @Spec private @Nullable CommandSpec spec;

  private static final SourceBadge NODE =
      new SourceBadge(SourceBadge.Kind.LIVE, "node", "What this node's datapath sees, live.");

  /** What a process can be. */
  enum Role {
    all,
    agent,
    server
  }

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      defaultValue = "all",
      description = "What this process is, one of all, agent, server (default: all)")
  private Role role = Role.all;

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description = "Folder of policies, pods and what they need; it is watched")
  private @Nullable Path manifests;

  @Option(
      names = "--cleanup",
      description = "End enforcement, take everything out of the kernel, and leave")
  private boolean cleanup;

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
    Map<String, Object> file = file();
    if (role == Role.server) {
      relay(file);
    } else if (cleanup) {
      boolean was = LocalNode.cleanUp(Server.settings(overrides(), file));
      say(was ? "Nothing is enforced any more." : "Nothing was there.");
    } else {
      guard(file);
    }
    return 0;
  }

  /** What the file says, and for what it says nothing of, how the role differs from others. */
  private Map<String, Object> file() throws IOException {
    Map<String, Object> settings = new HashMap<>();
    if (role == Role.agent) {
      settings.put("sextant.grpc.port", AGENT_PORT);
      settings.put("sextant.grpc.socket", AGENT_SOCKET);
      settings.put("sextant.http.page", false);
    }
    if (config != null) {
      settings.putAll(ConfigFile.read(config));
    }
    return settings;
  }

  private void relay(Map<String, Object> file) throws IOException, InterruptedException {
    try (Ending ending = new Ending();
        Server server = Server.startRelay(BADGE, overrides(), file)) {
      say(server.places());
      ending.await();
    }
  }

  private void guard(Map<String, Object> file) throws IOException, InterruptedException {
    if (DatapathProbe.probe() instanceof Readiness.NotReady(Readiness.Check check, String advice)) {
      throw new IOException("role %s cannot run here (%s): %s".formatted(role, check, advice));
    }
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    NodeBooks books = new NodeBooks(cluster);
    try (Ending ending = new Ending();
        Server server = Server.startNode(NODE, cluster, books, overrides(), file);
        LocalNode node =
            LocalNode.open(server.settings(), cluster, server.pipeline()::tell, server::timed)) {
      books.isOf(node);
      server.expose(node.datapath().counters());
      server.expose(node.control(), node.agent());
      server.expose(node.answers());
      server.pipeline().giveAnswersTo(node.answers());
      server.follow(Feed.of(node.rings()));
      node.begin(server::settleNames);
      say(server.places());
      ending.await();
      say("Stopped; what is enforced stays in force. run --cleanup ends it.");
    }
  }

  /** What the command line says, as keys of the {@code sextant:} tree. */
  private Map<String, Object> overrides() {
    Map<String, Object> settings = new HashMap<>();
    put(settings, "sextant.bind", bind);
    put(settings, "sextant.policies.folder", manifests);
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
