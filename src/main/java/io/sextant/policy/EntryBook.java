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
  private final Rules noAllow = new Rules(List.of(), List.of());
  private final Rules noDeny = new Rules(List.of(), List.of());

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
   * Who says so.
   *
   * @param log text of its policy; empty for none
   */
  record Source(RuleRef rule, String log) {}

  /**
   * Rules in their order, with the texts of their policies, each once, as a node of a tree of all
   * such lists that occur: entries with equal rules share one list and one origin. Rules are told
   * apart as objects; one that is named as the one before it is of another part of the same policy,
   * and adds its text alone.
   */
  private static final class Rules {
    private final List<RuleRef> list;
    private final List<String> log;
    private final IdentityHashMap<RuleRef, Rules> longer = new IdentityHashMap<>();
    private @Nullable Origin origin;

    Rules(List<RuleRef> list, List<String> log) {
      this.list = list;
      this.log = log;
    }

    Rules with(Source source) {
      return isLast(source.rule) && isTold(source.log)
          ? this
          : longer.computeIfAbsent(source.rule, _ -> append(source));
    }

    private boolean isLast(RuleRef rule) {
      return !list.isEmpty() && list.getLast().equals(rule);
    }

    private boolean isTold(String text) {
      return text.isEmpty() || log.contains(text);
    }

    private Rules append(Source source) {
      return new Rules(
          isLast(source.rule) ? list : and(list, source.rule),
          isTold(source.log) ? log : and(log, source.log));
    }

    private static <T> List<T> and(List<T> list, T more) {
      List<T> longer = new ArrayList<>(list);
      longer.add(more);
      return List.copyOf(longer);
    }

    Origin origin(TrafficDirection direction, boolean deny) {
      if (origin == null) {
        origin = Origin.of(direction, deny, list, log);
      }
      return origin;
    }
  }

  /** Rules come in the order of the policies. */
  void add(Match match, Source source) {
    boolean deny = source.rule.action() == Policy.Action.DENY;
    Map<Match, Rules> entries = deny ? denies : allows;
    Rules alone = (deny ? noDeny : noAllow).with(source);
    Rules before = entries.putIfAbsent(match, alone);
    if (before != null) {
      entries.put(match, before.with(source));
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
