package io.sextant.policy;

import io.sextant.flow.PolicyRef;
import io.sextant.policy.NearMiss.Mismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Decisions in words, for people. */
public final class Explanation {
  private static final int SHOWN_MISSES = 3;
  private static final String INDENT = "  ";

  private Explanation() {}

  /** Verdict first, then a line for each fact that it follows from. */
  public static List<String> of(Decision decision) {
    List<String> lines = new ArrayList<>();
    lines.add(decision.question() + ": " + verdict(decision.reason()));
    add(decision.reason(), lines);
    if (!decision.pending().equals(decision.reason())) {
      lines.add("with audited policies: " + verdict(decision.pending()));
      add(decision.pending(), lines);
    }
    return lines;
  }

  private static String verdict(Reason reason) {
    return reason.allows() ? "allowed" : "denied";
  }

  private static void add(Reason reason, List<String> lines) {
    switch (reason) {
      case Reason.NotEnforced() -> lines.add(INDENT + "policies are not enforced here");
      case Reason.Open() -> lines.add(INDENT + "no policy isolates this direction");
      case Reason.AllowedBy(List<RuleRef> rules) ->
          rules.forEach(rule -> lines.add(INDENT + "allowed by " + rule));
      case Reason.DeniedBy(List<RuleRef> rules) ->
          rules.forEach(rule -> lines.add(INDENT + "denied by " + rule));
      case Reason.OwnNode(List<PolicyRef> isolating) -> {
        addIsolating(isolating, lines);
        lines.add(INDENT + "allowed all the same: the endpoint's own node");
      }
      case Reason.DefaultDeny(List<PolicyRef> isolating, List<NearMiss> misses) -> {
        addIsolating(isolating, lines);
        addMisses(misses, lines);
      }
    }
  }

  private static void addIsolating(List<PolicyRef> isolating, List<String> lines) {
    if (isolating.isEmpty()) {
      lines.add(INDENT + "enforced always: what no rule allows is denied");
    }
    isolating.forEach(
        policy -> lines.add(INDENT + "isolated by " + policy.kind() + " " + policy.fullName()));
  }

  private static void addMisses(List<NearMiss> misses, List<String> lines) {
    if (misses.isEmpty()) {
      lines.add(INDENT + "no rule allows anything");
    }
    for (NearMiss miss : misses.subList(0, Math.min(SHOWN_MISSES, misses.size()))) {
      lines.add(INDENT + "not allowed by " + miss.rule() + ":");
      for (Mismatch mismatch : miss.mismatches()) {
        lines.add(INDENT.repeat(2) + line(mismatch));
      }
    }
    if (misses.size() > SHOWN_MISSES) {
      lines.add(INDENT + "nor by " + (misses.size() - SHOWN_MISSES) + " rules farther off");
    }
  }

  private static String line(Mismatch mismatch) {
    return "%s is %s, the rule wants %s"
        .formatted(
            mismatch.field().name().toLowerCase(Locale.ROOT), mismatch.found(), mismatch.wanted());
  }
}
