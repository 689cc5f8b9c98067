package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.RuleRef;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A cluster state as JSON that {@link ClusterJson} reads. */
public final class ClusterJsonWriter {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private ClusterJsonWriter() {}

  public static String write(ClusterState state) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("node_name", state.nodeName());
    root.put("ip_tracing_option_type", state.ipTraceOption());
    list(root, "endpoints", state.endpoints(), ClusterJsonWriter::endpoint);
    list(
        root,
        "identities",
        state.identities(),
        (node, identity) -> {
          number(node, "id", identity.number());
          texts(node, "labels", identity.labels());
        });
    list(
        root,
        "ipcache",
        state.addresses(),
        (node, entry) -> {
          node.put("prefix", entry.prefix().toString());
          number(node, "identity", entry.identity());
          pod(node, entry.pod());
        });
    list(root, "services", state.services(), ClusterJsonWriter::service);
    list(root, "dns", state.names(), ClusterJsonWriter::names);
    list(
        root,
        "interfaces",
        state.interfaces(),
        (node, device) -> node.put("index", device.index()).put("name", device.name()));
    list(root, "cgroups", state.cgroups(), ClusterJsonWriter::cgroup);
    list(root, "rules", state.rules(), ClusterJsonWriter::rule);
    return root.toString();
  }

  private static void endpoint(ObjectNode node, LocalEndpoint endpoint) {
    node.put("id", endpoint.id());
    texts(node, "ips", endpoint.addresses().stream().map(Object::toString).toList());
    number(node, "identity", endpoint.identity());
    pod(node, endpoint.pod());
    text(node, "pod_uid", endpoint.podUid());
    texts(node, "labels", endpoint.labels());
    if (endpoint.workload() != null) {
      node.putObject("workload")
          .put("name", endpoint.workload().name())
          .put("kind", endpoint.workload().kind());
    }
    if (endpoint.podObject() != null) {
      podObject(node.putObject("pod"), endpoint.podObject());
    }
    if (!endpoint.policy().isEmpty()) {
      list(node, "policy", endpoint.policy(), ClusterJsonWriter::policy);
    }
  }

  private static void podObject(ObjectNode node, Pod pod) {
    node.put("name", pod.name());
    text(node, "generate_name", pod.generateName());
    if (!pod.labels().isEmpty()) {
      ObjectNode labels = node.putObject("labels");
      pod.labels().forEach(labels::put);
    }
    if (!pod.owners().isEmpty()) {
      list(
          node,
          "owner_references",
          pod.owners(),
          (child, owner) ->
              child
                  .put("kind", owner.kind())
                  .put("name", owner.name())
                  .put("controller", owner.controller()));
    }
  }

  private static void policy(ObjectNode node, PolicyEntry entry) {
    node.put("direction", direction(entry.direction()));
    number(node, "identity", entry.identity());
    node.put("protocol", entry.protocol()).put("port", entry.port());
    ArrayNode rules = node.putArray("rule_labels");
    entry
        .ruleLabels()
        .forEach(labels -> {
          ArrayNode rule = rules.addArray();
          labels.forEach(rule::add);
        });
    node.put("revision", entry.revision());
    if (!entry.log().isEmpty()) {
      texts(node, "log", entry.log());
    }
  }

  private static void service(ObjectNode node, ServiceEntry entry) {
    node.put("ip", entry.address().toString())
        .put("port", entry.port())
        .put("name", entry.service().name())
        .put("namespace", entry.service().namespace());
  }

  private static void names(ObjectNode node, NameEntry entry) {
    node.put("endpoint_id", entry.endpointId()).put("ip", entry.address().toString());
    texts(node, "names", entry.names());
  }

  private static void cgroup(ObjectNode node, CgroupEntry entry) {
    node.put("id", entry.id()).put("namespace", entry.namespace()).put("pod_name", entry.podName());
    texts(node, "ips", entry.addresses());
  }

  private static void rule(ObjectNode node, RuleEntry entry) {
    number(node, "cookie", entry.cookie());
    node.put("direction", direction(entry.policies().direction()))
        .put("allowed", entry.policies().allowed());
    list(node, "policies", entry.policies().policies(), ClusterJsonWriter::policyRef);
    texts(node, "log", entry.policies().log());
    list(node, "rules", entry.origin().rules(), ClusterJsonWriter::ruleRef);
  }

  /** The direction and the action are those of the entry. */
  private static void ruleRef(ObjectNode node, RuleRef rule) {
    policyRef(node, rule.policy());
    node.put("index", rule.index());
  }

  private static void policyRef(ObjectNode node, PolicyRef policy) {
    node.put("kind", policy.kind())
        .put("namespace", policy.namespace())
        .put("name", policy.name())
        .put("revision", policy.revision());
    texts(node, "labels", policy.labels());
  }

  private static void pod(ObjectNode node, @Nullable PodName pod) {
    if (pod != null) {
      node.put("namespace", pod.namespace()).put("pod_name", pod.name());
    }
  }

  private static void text(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  /** Numbers of the datapath are unsigned. */
  private static void number(ObjectNode node, String field, int value) {
    node.put(field, Integer.toUnsignedLong(value));
  }

  private static String direction(TrafficDirection direction) {
    return direction == TrafficDirection.INGRESS ? "ingress" : "egress";
  }

  private static void texts(ObjectNode node, String field, List<String> values) {
    ArrayNode list = node.putArray(field);
    values.forEach(list::add);
  }

  private static <T> void list(
      ObjectNode node, String field, Collection<T> values, BiConsumer<ObjectNode, T> write) {
    ArrayNode list = node.putArray(field);
    values.forEach(value -> write.accept(list.addObject(), value));
  }
}
