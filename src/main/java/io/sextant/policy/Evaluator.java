package io.sextant.policy;

import io.sextant.flow.Identities;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Says what policies make of a connection, and why.
 *
 * <p>Per direction: an endpoint that no policy isolates is open; one that is isolated takes only
 * what a rule allows, and what comes from its own node. A rule that denies holds against all. Pure,
 * safe for all threads.
 */
public final class Evaluator {
  private final PolicySelection policies;

  public Evaluator(List<Policy> policies) {
    this.policies = new PolicySelection(policies);
  }

  /** An end of a connection. */
  public record End(Identity identity, EnforcementMode mode) {}

  /** Both ends of a connection that the source opens to a port, or with an ICMP type. */
  public ConnectionDecision decide(End source, End destination, L4Protocol protocol, int port) {
    return new ConnectionDecision(
        decide(
            new Question(
                source.identity, TrafficDirection.EGRESS, destination.identity, protocol, port),
            source.mode),
        decide(
            new Question(
                destination.identity, TrafficDirection.INGRESS, source.identity, protocol, port),
            destination.mode));
  }

  /** One end of a connection; the mode is that of the question's subject. */
  public Decision decide(Question question, EnforcementMode mode) {
    if (mode == EnforcementMode.NEVER) {
      Reason reason = new Reason.NotEnforced();
      return new Decision(question, reason, reason);
    }
    List<Policy> selecting = policies.selecting(question.subject().labels());
    List<Policy> enforced =
        selecting.stream().filter(p -> p.effect() == Policy.Effect.ENFORCED).toList();
    Reason reason = decide(question, mode, enforced);
    Reason pending =
        enforced.size() == selecting.size() ? reason : decide(question, mode, selecting);
    return new Decision(question, reason, pending);
  }

  private Reason decide(Question question, EnforcementMode mode, List<Policy> selecting) {
    List<RuleRef> denies = new ArrayList<>();
    List<RuleRef> allows = new ArrayList<>();
    forEachRule(
        selecting,
        question.direction(),
        (rule, name) -> {
          if (RuleMatch.matches(rule, question)) {
            (rule.action() == Policy.Action.DENY ? denies : allows).add(name);
          }
        });
    if (!denies.isEmpty()) {
      return new Reason.DeniedBy(denies);
    }
    return allows.isEmpty() ? byDefault(question, mode, selecting) : new Reason.AllowedBy(allows);
  }

  private Reason byDefault(Question question, EnforcementMode mode, List<Policy> selecting) {
    Predicate<Policy> isolates = policy -> policy.section(question.direction()).isolates();
    if (mode == EnforcementMode.DEFAULT && selecting.stream().noneMatch(isolates)) {
      return new Reason.Open();
    }
    List<PolicyRef> isolating = selecting.stream().filter(isolates).map(Policy::reference).toList();
    return question.direction() == TrafficDirection.INGRESS
            && question.peer().number() == Identities.HOST
        ? new Reason.OwnNode(isolating)
        : new Reason.DefaultDeny(isolating, misses(question, selecting));
  }

  private List<NearMiss> misses(Question question, List<Policy> selecting) {
    List<NearMiss> misses = new ArrayList<>();
    forEachRule(
        selecting,
        question.direction(),
        (rule, name) -> {
          if (rule.action() == Policy.Action.ALLOW) {
            misses.add(new NearMiss(name, RuleMatch.mismatches(rule, question)));
          }
        });
    misses.sort(Comparator.comparingInt(NearMiss::distance));
    return misses;
  }

  private interface RuleVisitor {
    void visit(Policy.Rule rule, RuleRef name);
  }

  private void forEachRule(
      List<Policy> selecting, TrafficDirection direction, RuleVisitor visitor) {
    for (Policy policy : selecting) {
      List<RuleRef> names = policies.names(policy, direction);
      for (int i = 0; i < names.size(); i++) {
        visitor.visit(policy.section(direction).rules().get(i), names.get(i));
      }
    }
  }
}
