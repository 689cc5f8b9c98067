package io.sextant.control;

import io.sextant.enrich.PolicyKey;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.List;

/**
 * An entry of an endpoint's policy map and the rules that it came from. Zero in identity, protocol
 * or port means any.
 *
 * @param protocol IANA number
 * @param port destination port, or type of an ICMP message
 * @param ruleLabels labels of each rule
 * @param revision of the endpoint's policy
 * @param log texts that the rules ask to be shown
 */
public record PolicyEntry(
    TrafficDirection direction,
    int identity,
    int protocol,
    int port,
    List<List<String>> ruleLabels,
    long revision,
    List<String> log) {
  private static final String NAME = "k8s:io.cilium.k8s.policy.name=";
  private static final String NAMESPACE = "k8s:io.cilium.k8s.policy.namespace=";
  private static final String KIND = "k8s:io.cilium.k8s.policy.derived-from=";

  public PolicyEntry {
    ruleLabels = ruleLabels.stream().map(List::copyOf).toList();
    log = List.copyOf(log);
  }

  long key() {
    return PolicyKey.of(direction, identity, protocol, port);
  }

  PolicyAttribution attribution(boolean allowed) {
    List<PolicyRef> policies = ruleLabels.stream().map(this::policy).toList();
    return new PolicyAttribution(direction, allowed, policies, log);
  }

  private PolicyRef policy(List<String> labels) {
    return new PolicyRef(
        value(labels, KIND), value(labels, NAMESPACE), value(labels, NAME), labels, revision);
  }

  private static String value(List<String> labels, String key) {
    return labels.stream()
        .filter(label -> label.startsWith(key))
        .map(label -> label.substring(key.length()))
        .findFirst()
        .orElse("");
  }
}
