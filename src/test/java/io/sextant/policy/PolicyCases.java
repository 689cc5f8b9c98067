package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The truth tables of {@code vectors/policy}, read the short way: valid NetworkPolicies only, so
 * that the strict reader of manifests has a second opinion. Another folder than the project's copy
 * is named by {@code vectors.policy}.
 */
final class PolicyCases {
  static final Path FOLDER =
      Path.of(System.getProperty("vectors.policy", "src/test/resources/vectors/policy"));

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CASES = "cases.jsonl";

  private PolicyCases() {}

  record Case(String name, List<Step> steps) {}

  record Step(List<Policy> policies, List<Pod> pods, List<Probe> probes) {}

  /**
   * A pod.
   *
   * @param labels of its identity
   */
  record Pod(String name, List<String> labels, IpAddress address, Map<NamedPort, Integer> ports) {}

  /** What is tried: source, then destination, to whether it is allowed. */
  record Probe(L4Protocol protocol, JsonNode port, Map<String, Map<String, Boolean>> allowed) {

    /** The number that is tried at a destination. */
    int portAt(Pod destination) {
      return port.isNumber()
          ? port.intValue()
          : Objects.requireNonNull(
              destination.ports.get(new NamedPort(port.stringValue(), protocol)));
    }
  }

  static List<Case> all() throws IOException {
    Path plain = FOLDER.resolve(CASES);
    Path packed = FOLDER.resolve(CASES + ".gz");
    try (InputStream file = Files.newInputStream(Files.exists(plain) ? plain : packed);
        InputStream bytes = Files.exists(plain) ? file : new GZIPInputStream(file);
        Stream<String> lines =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)).lines()) {
      return lines.map(JSON::readTree).map(PolicyCases::readCase).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Case readCase(JsonNode json) {
    List<Step> steps = new ArrayList<>();
    JsonNode namespaces = json.get("namespaces");
    for (JsonNode step : json.get("steps")) {
      namespaces = step.has("namespaces") ? step.get("namespaces") : namespaces;
      steps.add(
          new Step(
              step.get("policies").valueStream().map(PolicyCases::readPolicy).toList(),
              readPods(step.get("pods"), namespaces),
              step.get("probes").valueStream().map(PolicyCases::readProbe).toList()));
    }
    return new Case(json.get("name").stringValue(), steps);
  }

  private static Probe readProbe(JsonNode json) {
    Map<String, Map<String, Boolean>> allowed = new TreeMap<>();
    json.get("table")
        .forEachEntry((source, row) -> {
          Map<String, Boolean> destinations = new TreeMap<>();
          row.forEachEntry((name, yes) -> destinations.put(name, yes.booleanValue()));
          allowed.put(source, destinations);
        });
    return new Probe(
        L4Protocol.valueOf(json.get("protocol").stringValue()), json.get("port"), allowed);
  }

  private static List<Pod> readPods(JsonNode pods, JsonNode namespaces) {
    return pods.valueStream().map(pod -> readPod(pod, namespaces)).toList();
  }

  private static Pod readPod(JsonNode pod, JsonNode namespaces) {
    String namespace = pod.get("ns").stringValue();
    List<String> labels = new ArrayList<>();
    labels.add(LabelSelector.NAMESPACE + "=" + namespace);
    pod.get("labels")
        .forEachEntry((key, value) -> labels.add("k8s:" + key + "=" + value.stringValue()));
    namespaces
        .get(namespace)
        .forEachEntry((key, value) ->
            labels.add(LabelSelector.NAMESPACE_LABELS + key + "=" + value.stringValue()));
    Map<NamedPort, Integer> ports = new HashMap<>();
    for (JsonNode port : pod.path("ports")) {
      if (!port.path("name").asString("").isEmpty()) {
        ports.put(
            new NamedPort(
                port.get("name").stringValue(),
                L4Protocol.valueOf(port.get("protocol").stringValue())),
            port.get("port").intValue());
      }
    }
    return new Pod(
        namespace + "/" + pod.get("name").stringValue(),
        labels.stream().sorted().toList(),
        IpAddress.parse(pod.get("ip").stringValue()),
        ports);
  }

  private static Policy readPolicy(JsonNode manifest) {
    JsonNode metadata = manifest.get("metadata");
    String namespace = metadata.get("namespace").stringValue();
    JsonNode spec = manifest.get("spec");
    List<String> types = spec.path("policyTypes").valueStream().map(JsonNode::stringValue).toList();
    boolean egress = types.isEmpty() ? !spec.path("egress").isEmpty() : types.contains("Egress");
    return new Policy(
        "NetworkPolicy",
        namespace,
        metadata.get("name").stringValue(),
        List.of(),
        selector("k8s:", spec.get("podSelector"), LabelSelector.ALL),
        types.isEmpty() || types.contains("Ingress")
            ? section(spec.path("ingress"), "from", namespace)
            : Policy.Section.ABSENT,
        egress ? section(spec.path("egress"), "to", namespace) : Policy.Section.ABSENT);
  }

  private static Policy.Section section(JsonNode rules, String peers, String namespace) {
    return new Policy.Section(
        true, rules.valueStream().map(rule -> readRule(rule, peers, namespace)).toList());
  }

  private static Policy.Rule readRule(JsonNode rule, String peers, String namespace) {
    return new Policy.Rule(
        Policy.Action.ALLOW,
        rule.path(peers).valueStream().map(peer -> readPeer(peer, namespace)).toList(),
        rule.path("ports").valueStream().map(PolicyCases::readPorts).toList());
  }

  private static Policy.Peer readPeer(JsonNode peer, String namespace) {
    if (peer.has("ipBlock")) {
      JsonNode block = peer.get("ipBlock");
      return new Policy.Range(
          Cidr.parse(block.get("cidr").stringValue()),
          block.path("except").valueStream().map(JsonNode::stringValue).map(Cidr::parse).toList(),
          Policy.Reach.PODS_TOO);
    }
    LabelSelector inNamespace =
        peer.has("namespaceSelector")
            ? selector(
                LabelSelector.NAMESPACE_LABELS, peer.get("namespaceSelector"), LabelSelector.ALL)
            : LabelSelector.ALL.with(LabelSelector.NAMESPACE, namespace);
    return new Policy.Pods(selector("k8s:", peer.path("podSelector"), inNamespace));
  }

  private static LabelSelector selector(String prefix, JsonNode json, LabelSelector start) {
    List<Requirement> all = new ArrayList<>(start.requirements());
    json.path("matchLabels")
        .forEachEntry((key, value) ->
            all.add(new Requirement(prefix + key, Operator.IN, List.of(value.stringValue()))));
    for (JsonNode expression : json.path("matchExpressions")) {
      Operator operator =
          switch (expression.get("operator").stringValue()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            default -> Operator.DOES_NOT_EXIST;
          };
      List<String> values =
          expression.path("values").valueStream().map(JsonNode::stringValue).toList();
      all.add(new Requirement(prefix + expression.get("key").stringValue(), operator, values));
    }
    return new LabelSelector(all);
  }

  private static Ports readPorts(JsonNode json) {
    L4Protocol protocol = L4Protocol.valueOf(json.path("protocol").asString("TCP"));
    JsonNode port = json.path("port");
    if (port.isString()) {
      return new NamedPort(port.stringValue(), protocol);
    }
    if (!port.isNumber()) {
      return PortRange.all(protocol);
    }
    return new PortRange(protocol, port.intValue(), json.path("endPort").asInt(port.intValue()));
  }
}
