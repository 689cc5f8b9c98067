package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Policies in sentences, for people. */
public final class PolicyText {
  private static final String INDENT = "  ";
  private static final String EVERYONE = "everyone";

  private PolicyText() {}

  /** Whom it is about first, then for each direction what it does, with a line for each rule. */
  public static List<String> of(Policy policy) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s %s %s"
            .formatted(
                policy.kind(),
                policy.reference().fullName(),
                policy.effect() == Policy.Effect.AUDITED
                    ? "only tells what it would do to"
                    : "judges",
                subject(policy)));
    add(policy, TrafficDirection.INGRESS, lines);
    add(policy, TrafficDirection.EGRESS, lines);
    return lines;
  }

  private static String subject(Policy policy) {
    String pods = pods(policy.subject());
    return policy.namespace().isEmpty() ? pods : pods + " in namespace " + policy.namespace();
  }

  private static void add(Policy policy, TrafficDirection direction, List<String> lines) {
    Policy.Section section = policy.section(direction);
    lines.add(direction.name().toLowerCase(Locale.ROOT) + ": " + effect(section));
    List<RuleRef> names = policy.ruleRefs(direction);
    for (int i = 0; i < names.size(); i++) {
      lines.add(INDENT + names.get(i).place() + " " + sentence(section.rules().get(i), direction));
    }
  }

  private static String effect(Policy.Section section) {
    boolean allows =
        section.rules().stream().anyMatch(rule -> rule.action() == Policy.Action.ALLOW);
    if (section.isolates()) {
      return allows ? "denied, but for what a rule allows" : "denied, but for what others allow";
    }
    return section.rules().isEmpty()
        ? "says nothing"
        : "adds rules, and leaves all else as others want it";
  }

  private static String sentence(Policy.Rule rule, TrafficDirection direction) {
    return "%s %s %s %s"
        .formatted(
            rule.action() == Policy.Action.DENY ? "denies" : "allows",
            rule.ports().isEmpty() ? "everything" : joined(rule.ports(), ", "),
            direction == TrafficDirection.INGRESS ? "from" : "to",
            rule.peers().isEmpty()
                ? EVERYONE
                : joined(rule.peers().stream().map(PolicyText::peer).toList(), ", or "));
  }

  private static String peer(Policy.Peer peer) {
    return switch (peer) {
      case Policy.Pods(LabelSelector selector) -> pods(selector);
      case Policy.Everyone(Policy.Entity entity) ->
          entity == Policy.Entity.ALL ? EVERYONE : "entity " + entity.reservedName();
      case Policy.Range range ->
          range.reach() == Policy.Reach.OUTSIDE
              ? range + " outside of the cluster"
              : range.toString();
      case Policy.Names(NamePattern pattern) -> "what DNS gives for " + pattern;
    };
  }

  private static String pods(LabelSelector selector) {
    return selector.requirements().isEmpty() ? "all pods" : "pods with " + selector;
  }

  private static String joined(List<?> parts, String between) {
    return parts.stream().map(Object::toString).collect(Collectors.joining(between));
  }
}
