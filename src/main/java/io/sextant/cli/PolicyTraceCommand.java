package io.sextant.cli;

import io.sextant.control.PlannerSettings;
import io.sextant.control.PolicyTrace;
import io.sextant.control.ServicePort;
import io.sextant.manifest.ClusterObject;
import io.sextant.manifest.ClusterObjects;
import io.sextant.manifest.Location;
import io.sextant.manifest.ManifestError;
import io.sextant.manifest.ManifestFolder;
import io.sextant.manifest.Manifests;
import io.sextant.manifest.ObjectName;
import io.sextant.policy.ConnectionDecision;
import io.sextant.policy.Explanation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sextant policy trace}: what policies make of a connection, and why. */
@Command(
    name = "trace",
    header = "Say whether a connection is allowed, and why.",
    description = {
      "",
      "Asks the server for the policies in force, or takes those of a folder. Ends with 1 if the"
          + " connection is denied.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant policy trace --from shop/frontend --to shop/cart --port 8080/tcp",
      "  sextant policy trace --from shop/cart --to 198.51.100.7 --port 443/tcp --manifests policies/"
    })
final class PolicyTraceCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final RestOptions rest = new RestOptions();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SOURCE",
      description = "Who opens the connection: NAMESPACE/POD or an address.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DESTINATION",
      description = "Whom to: NAMESPACE/POD or an address.")
  private String to = "";

  @Option(
      names = "--port",
      required = true,
      paramLabel = "PORT",
      description = "Port and protocol, as 80/tcp or 53/udp; for ICMP its type, as 8/icmp.")
  private String port = "";

  @Option(
      names = "--manifests",
      paramLabel = "DIR",
      description = "Ask no server: take policies and pods of this folder.")
  private @Nullable Path manifests;

  @Mixin private final TextOutput output = new TextOutput();

  PolicyTraceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    JsonNode answer = manifests == null ? asked() : traced(manifests);
    if (output.isJson()) {
      terminal.println(answer.toPrettyString());
    } else {
      terminal.println(verdict(answer));
      answer.path("reasons").forEach(line -> terminal.println(Escape.text(line.asString())));
    }
    return answer.path("allowed").asBoolean() ? 0 : 1;
  }

  private String verdict(JsonNode answer) {
    boolean allowed = answer.path("allowed").asBoolean();
    String line = "%s -> %s %s: %s".formatted(from, to, port, allowed ? "ALLOWED" : "DENIED");
    return answer.path("pending").asBoolean() == allowed
        ? line
        : line + " (with audited policies: " + (allowed ? "DENIED)" : "ALLOWED)");
  }

  private JsonNode asked() throws IOException {
    return rest.ask("policies/trace", Map.of("from", from, "to", to, "port", port));
  }

  private JsonNode traced(Path folder) throws IOException {
    try {
      ServicePort service = ServicePort.parse(port);
      PolicyTrace trace =
          PolicyTrace.of(PlannerSettings.of("", "default", List.of()), objects(folder));
      ConnectionDecision decision = trace.decide(from, to, service.protocol(), service.number());
      return JsonMapper.shared().valueToTree(answer(decision));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }

  /** As the server answers. */
  private Map<String, Object> answer(ConnectionDecision decision) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("from", from);
    answer.put("to", to);
    answer.put("port", port);
    answer.put("allowed", decision.allowed());
    answer.put("pending", decision.pendingAllowed());
    answer.put("egress", decision.egress().allowed());
    answer.put("ingress", decision.ingress().allowed());
    answer.put(
        "reasons",
        Stream.of(decision.egress(), decision.ingress())
            .flatMap(end -> Explanation.of(end).stream())
            .toList());
    return answer;
  }

  private ClusterObjects objects(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure("--manifests " + folder + ": is no folder");
    }
    Map<ObjectName, Location> taken = new HashMap<>();
    List<ClusterObject> objects = new ArrayList<>();
    for (Path file : ManifestFolder.manifestsIn(folder)) {
      Manifests read =
          Manifests.read(file.toString(), Files.readAllBytes(file)).withoutDoubles(taken);
      for (ManifestError error : read.errors()) {
        terminal.complain("left out: " + Escape.text(error.toString()));
      }
      read.items().forEach(item -> objects.add(item.object()));
    }
    return ClusterObjects.of(objects);
  }
}
