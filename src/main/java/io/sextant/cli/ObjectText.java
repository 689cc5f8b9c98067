package io.sextant.cli;

import io.sextant.manifest.ClusterObject;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.Policy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an object of a manifest does, on one line. */
final class ObjectText {
  private static final String KUBERNETES = "k8s:";

  private ObjectText() {}

  static String of(ClusterObject object) {
    return switch (object) {
      case ClusterObject.PolicyObject policy ->
          policy.policies().stream().map(ObjectText::policy).collect(Collectors.joining("; "));
      case ClusterObject.Pod pod ->
          (pod.addresses().isEmpty() ? "no address yet" : list(pod.addresses()))
              + (pod.device().isEmpty() ? "" : " behind " + pod.device());
      case ClusterObject.Namespace namespace -> Count.of(namespace.labels().size(), "label");
      case ClusterObject.Node node -> list(node.addresses());
      case ClusterObject.Service service ->
          (service.addresses().isEmpty() ? "headless" : list(service.addresses()))
              + ", "
              + Count.of(service.ports().size(), "port");
      case ClusterObject.EndpointSlice slice ->
          (slice.addresses().isEmpty() ? "nothing ready" : list(slice.addresses()))
              + " for "
              + (slice.service().isEmpty() ? "no service" : slice.service());
    };
  }

  private static String policy(Policy policy) {
    return "for "
        + selector(policy.subject())
        + ", "
        + section("ingress", policy.ingress())
        + ", "
        + section("egress", policy.egress())
        + (policy.effect() == Policy.Effect.AUDITED ? ", audited only" : "");
  }

  private static String selector(LabelSelector selector) {
    return selector.requirements().isEmpty()
        ? "all endpoints"
        : selector.requirements().stream()
            .map(ObjectText::requirement)
            .collect(Collectors.joining(", "));
  }

  private static String requirement(Requirement requirement) {
    String key =
        requirement.key().startsWith(KUBERNETES)
            ? requirement.key().substring(KUBERNETES.length())
            : requirement.key();
    String values = String.join("|", requirement.values());
    return switch (requirement.operator()) {
      case IN -> key + "=" + values;
      case NOT_IN -> key + "!=" + values;
      case EXISTS -> key;
      case DOES_NOT_EXIST -> "!" + key;
    };
  }

  /** Such as {@code ingress allow by 2 rules and nothing else}. */
  private static String section(String direction, Policy.Section section) {
    if (section.equals(Policy.Section.ABSENT)) {
      return direction + " as it is";
    }
    if (section.rules().isEmpty()) {
      return direction + " denied";
    }
    return direction
        + " "
        + actions(section.rules())
        + (section.isolates() ? " and nothing else" : " beside what others say");
  }

  private static String actions(List<Policy.Rule> rules) {
    return rules.stream()
        .collect(Collectors.groupingBy(Policy.Rule::action, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            entry.getKey().name().toLowerCase(Locale.ROOT)
                + " by "
                + Count.of(entry.getValue(), "rule"))
        .collect(Collectors.joining(", "));
  }

  private static String list(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
