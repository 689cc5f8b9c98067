package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/** By the DNS names of one side's address. */
public final class DnsNames implements Criterion {
  private final Side side;
  private final List<NamePattern> patterns;

  private DnsNames(Side side, List<NamePattern> patterns) {
    this.side = side;
    this.patterns = patterns;
  }

  public static DnsNames parse(Side side, List<String> texts) {
    return new DnsNames(
        side, texts.stream().map(text -> NamePattern.parse(side.field("fqdn"), text)).toList());
  }

  /** Which side's names. */
  public Side side() {
    return side;
  }

  @Override
  public boolean test(Event event) {
    if (event instanceof Flow flow) {
      for (String name : side.names(flow)) {
        if (patterns.stream().anyMatch(pattern -> pattern.matches(name))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public int cost() {
    return 20;
  }
}
