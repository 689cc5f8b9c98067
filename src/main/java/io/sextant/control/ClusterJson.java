package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Service;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Workload;
import io.sextant.policy.Origin;
import io.sextant.policy.Policy;
import io.sextant.policy.RuleRef;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster state from the JSON that lies beside recordings and test vectors; {@link
 * ClusterJsonWriter} writes it.
 */
public final class ClusterJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final ClusterBuilder builder = ClusterState.builder();

  private ClusterJson() {}

  /**
   * Reads a whole state from a file, packed by gzip or not.
   *
   * @throws IOException when it cannot be read or is no cluster state, naming the file
   */
  public static ClusterState read(Path file) throws IOException {
    try (InputStream in = unpacked(new BufferedInputStream(Files.newInputStream(file)))) {
      return read(in);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    boolean packed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return packed ? new GZIPInputStream(in) : in;
  }

  /**
   * Reads a whole state.
   *
   * @throws IllegalArgumentException naming the field that is wrong
   */
  public static ClusterState read(InputStream json) {
    try {
      return new ClusterJson().state(MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("cluster state is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private ClusterState state(JsonNode root) {
    builder.nodeName(text(root, "node_name")).ipTraceOption(number(root, "ip_tracing_option_type"));
    each(root, "endpoints", node -> builder.endpoint(endpoint(node)));
    each(root, "identities", node -> builder.identity(number(node, "id"), texts(node, "labels")));
    each(root, "ipcache", node -> builder.address(address(node)));
    each(root, "services", node -> builder.service(service(node)));
    each(root, "dns", node -> builder.names(names(node)));
    each(
        root,
        "interfaces",
        node -> builder.networkInterface(number(node, "index"), text(node, "name")));
    each(root, "cgroups", node -> builder.cgroup(cgroup(node)));
    each(root, "rules", node -> builder.rule(rule(node)));
    return builder.build();
  }

  private static LocalEndpoint endpoint(JsonNode node) {
    List<PolicyEntry> policy = new ArrayList<>();
    each(node, "policy", entry -> policy.add(policy(entry)));
    return new LocalEndpoint(
        number(node, "id"),
        texts(node, "ips").stream().map(IpAddress::parse).toList(),
        number(node, "identity"),
        texts(node, "labels"),
        podName(node),
        text(node, "pod_uid"),
        node.has("workload") ? workload(node.path("workload")) : null,
        node.has("pod") ? pod(node.path("pod")) : null,
        policy);
  }

  private static @Nullable PodName podName(JsonNode node) {
    PodName name = new PodName(text(node, "namespace"), text(node, "pod_name"));
    return name.namespace().isEmpty() && name.name().isEmpty() ? null : name;
  }

  private static Workload workload(JsonNode node) {
    return new Workload(text(node, "name"), text(node, "kind"));
  }

  private static Pod pod(JsonNode node) {
    Map<String, String> labels = new LinkedHashMap<>();
    node.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
    List<Pod.Owner> owners = new ArrayList<>();
    each(
        node,
        "owner_references",
        owner ->
            owners.add(
                new Pod.Owner(
                    text(owner, "kind"),
                    text(owner, "name"),
                    owner.path("controller").asBoolean(false))));
    return new Pod(text(node, "name"), text(node, "generate_name"), labels, owners);
  }

  private static PolicyEntry policy(JsonNode node) {
    List<List<String>> rules = new ArrayList<>();
    each(node, "rule_labels", rule -> rules.add(texts(rule, "a label")));
    return new PolicyEntry(
        direction(node),
        number(node, "identity"),
        number(node, "protocol"),
        number(node, "port"),
        rules,
        longNumber(node, "revision"),
        texts(node, "log"));
  }

  private static AddressEntry address(JsonNode node) {
    return new AddressEntry(
        Cidr.parse(text(node, "prefix")), number(node, "identity"), podName(node));
  }

  private static ServiceEntry service(JsonNode node) {
    return new ServiceEntry(
        IpAddress.parse(text(node, "ip")),
        number(node, "port"),
        new Service(text(node, "name"), text(node, "namespace")));
  }

  private static NameEntry names(JsonNode node) {
    return new NameEntry(
        number(node, "endpoint_id"), IpAddress.parse(text(node, "ip")), texts(node, "names"));
  }

  private static CgroupEntry cgroup(JsonNode node) {
    return new CgroupEntry(
        longNumber(node, "id"),
        text(node, "namespace"),
        text(node, "pod_name"),
        texts(node, "ips"));
  }

  private static RuleEntry rule(JsonNode node) {
    List<PolicyRef> policies = new ArrayList<>();
    each(node, "policies", policy -> policies.add(policyRef(policy)));
    boolean allowed = node.path("allowed").asBoolean(false);
    PolicyAttribution attribution =
        new PolicyAttribution(direction(node), allowed, policies, texts(node, "log"));
    Policy.Action action = allowed ? Policy.Action.ALLOW : Policy.Action.DENY;
    List<RuleRef> rules = new ArrayList<>();
    each(
        node,
        "rules",
        rule ->
            rules.add(
                new RuleRef(
                    policyRef(rule), attribution.direction(), action, number(rule, "index"))));
    return new RuleEntry(number(node, "cookie"), new Origin(attribution, rules));
  }

  private static PolicyRef policyRef(JsonNode node) {
    return new PolicyRef(
        text(node, "kind"),
        text(node, "namespace"),
        text(node, "name"),
        texts(node, "labels"),
        longNumber(node, "revision"));
  }

  private static TrafficDirection direction(JsonNode node) {
    String text = text(node, "direction");
    return switch (text) {
      case "ingress" -> TrafficDirection.INGRESS;
      case "egress" -> TrafficDirection.EGRESS;
      default -> throw wrong("direction", text, "ingress or egress");
    };
  }

  private static void each(JsonNode node, String field, Consumer<JsonNode> action) {
    JsonNode list = node.path(field);
    if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
      throw wrong(field, list.toString(), "a list");
    }
    list.forEach(action);
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(field, value.toString(), "a text");
    }
    return value.stringValue();
  }

  private static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    JsonNode list = node.isArray() ? node : node.path(field);
    for (JsonNode each : list) {
      if (!each.isString()) {
        throw wrong(field, each.toString(), "a text");
      }
      texts.add(each.stringValue());
    }
    return texts;
  }

  /** 32 bits, signed or not. */
  private static int number(JsonNode node, String field) {
    long value = longNumber(node, field);
    if (value < Integer.MIN_VALUE || value > 0xffff_ffffL) {
      throw wrong(field, Long.toString(value), "a number of 32 bits");
    }
    return (int) value;
  }

  private static long longNumber(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber()) {
      throw wrong(field, value.toString(), "a whole number");
    }
    return value.bigIntegerValue().longValue();
  }

  private static IllegalArgumentException wrong(String field, String found, String right) {
    return new IllegalArgumentException(
        "cluster state: " + field + " is " + found + ", should be " + right);
  }
}
