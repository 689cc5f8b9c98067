package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
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
  record Match(int identity, int protocol, int port, int portPrefixLength) {
    /** By hand: entries are many, and this is most of what one costs. */
    @Override
    public int hashCode() {
      return ((identity * 31 + protocol) * 31 + port) * 31 + portPrefixLength;
    }
  }

  /**
   * Rules in their order, as a node of a tree of all such lists that occur: entries with equal
   * rules share one list and one origin. Rules are told apart as objects.
   */
  private static final class Rules {
    private final List<RuleRef> list;
    private final IdentityHashMap<RuleRef, Rules> longer = new IdentityHashMap<>();
    private @Nullable Origin origin;

    Rules(List<RuleRef> list) {
      this.list = list;
    }

    Rules with(RuleRef rule) {
      return !list.isEmpty() && list.getLast().equals(rule)
          ? this
          : longer.computeIfAbsent(rule, this::append);
    }

    private Rules append(RuleRef rule) {
      List<RuleRef> more = new ArrayList<>(list);
      more.add(rule);
      return new Rules(List.copyOf(more));
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
    Map<Match, Rules> entries = deny ? denies : allows;
    Rules alone = (deny ? noDeny : noAllow).with(rule);
    Rules before = entries.putIfAbsent(match, alone);
    if (before != null) {
      entries.put(match, before.with(rule));
    }
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
    allows.forEach((match, rules) -> {
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
