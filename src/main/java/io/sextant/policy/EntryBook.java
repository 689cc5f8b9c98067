package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the entries of one direction: each once, with all rules that say so. For one thread. */
final class EntryBook {
  private final TrafficDirection direction;
  private final Map<Match, Rules> allows = new LinkedHashMap<>();
  private final Map<Match, Rules> denies = new LinkedHashMap<>();
  private final Rules noAllow = new Rules(List.of());
  private final Rules noDeny = new Rules(List.of());

  EntryBook(TrafficDirection direction) {
    this.direction = direction;
  }

  /**
   * What a packet is compared with.
   *
   * @param identity 0 for any, as protocol
   * @param portPrefixLength leading bits of the port that count
   */
  record Match(int identity, int protocol, int port, int portPrefixLength) {}

  /**
   * Rules in their order, as a node of a tree of all such lists that occur: entries with equal
   * rules share one list and one origin.
   */
  private static final class Rules {
    private final List<RuleRef> list;
    private final Map<RuleRef, Rules> longer = new HashMap<>();
    private @Nullable Origin origin;

    Rules(List<RuleRef> list) {
      this.list = list;
    }

    Rules with(RuleRef rule) {
      if (!list.isEmpty() && list.getLast().equals(rule)) {
        return this;
      }
      return longer.computeIfAbsent(
          rule,
          added -> {
            List<RuleRef> more = new ArrayList<>(list);
            more.add(added);
            return new Rules(List.copyOf(more));
          });
    }

    Origin origin(TrafficDirection direction, boolean deny) {
      if (origin == null) {
        origin = Origin.of(direction, deny, list);
      }
      return origin;
    }
  }

  /** Rules come in the order of the policies. */
  void add(Match match, RuleRef rule) {
    boolean deny = rule.action() == Policy.Action.DENY;
    Rules none = deny ? noDeny : noAllow;
    (deny ? denies : allows)
        .compute(match, (_, before) -> (before == null ? none : before).with(rule));
  }

  boolean isEmpty() {
    return allows.isEmpty() && denies.isEmpty();
  }

  /** Allows by no rule. */
  void allow(Match match) {
    allows.putIfAbsent(match, noAllow);
  }

  /** Denies first; an allow of just what is denied is left out. */
  void appendTo(List<CompiledPolicy.Entry> entries) {
    denies.forEach((match, rules) -> entries.add(entry(match, true, rules)));
    allows.forEach(
        (match, rules) -> {
          if (!denies.containsKey(match)) {
            entries.add(entry(match, false, rules));
          }
        });
  }

  private CompiledPolicy.Entry entry(Match match, boolean deny, Rules rules) {
    return new CompiledPolicy.Entry(
        match.identity(),
        direction,
        match.protocol(),
        match.port(),
        match.portPrefixLength(),
        deny,
        rules.origin(direction, deny));
  }
}
