package io.sextant.agent;

import io.sextant.control.RuleEntry;
import io.sextant.policy.Origin;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The cookies by which events name rules.
 *
 * <p>Rules keep their cookie from revision to revision. A cookie that no endpoint's rules have any
 * more is remembered for {@value #REMEMBERED} revisions, for events that are still on their way,
 * and never given again.
 */
final class CookieBook {
  static final int REMEMBERED = 16;

  private final Map<Origin, Cookie> cookies = new LinkedHashMap<>();
  private int last;

  /** The number of some rules, and the newest revision that had them. Equal only to itself. */
  static final class Cookie {
    private final int number;
    private int revision;

    private Cookie(int number, int revision) {
      this.number = number;
      this.revision = revision;
    }

    int number() {
      return number;
    }

    /** Notes that an endpoint has the rules in this revision. */
    void isIn(int newer) {
      revision = Math.max(revision, newer);
    }
  }

  /** Takes over an earlier agent's cookies. */
  void restore(NodeState state, int highestInKernel) {
    last = Math.max(state.lastCookie(), highestInKernel);
    state
        .rules()
        .forEach(rule -> cookies.put(rule.origin(), new Cookie(rule.cookie(), state.revision())));
  }

  int last() {
    return last;
  }

  /** The cookie of rules, a new one if they have none; not to be asked for those of no policy. */
  Cookie of(Origin origin, int revision) {
    return cookies.computeIfAbsent(origin, _ -> new Cookie(++last, revision));
  }

  /** What each stands for. */
  Collection<RuleEntry> all() {
    return cookies.entrySet().stream()
        .map(each -> new RuleEntry(each.getValue().number, each.getKey()))
        .toList();
  }

  /** Forgets those that were in no revision for long, and says which. */
  Set<Cookie> retire(int revision) {
    Set<Cookie> retired =
        cookies.values().stream()
            .filter(cookie -> cookie.revision < revision - REMEMBERED)
            .collect(Collectors.toSet());
    cookies.values().removeAll(retired);
    return retired;
  }
}
