package io.sextant.filter;

import com.google.re2j.Pattern;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.L7;
import java.util.List;

/** By the name that was asked of a DNS server. */
public final class DnsQueries implements Criterion {
  private final List<Pattern> patterns;

  private DnsQueries(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  public static DnsQueries parse(List<String> texts) {
    return new DnsQueries(
        texts.stream().map(text -> Expression.compile("dns_query", text)).toList());
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow
        && flow.extras().l7() instanceof L7(_, _, L7.Dns dns)
        && patterns.stream().anyMatch(pattern -> pattern.matcher(dns.query()).find());
  }

  @Override
  public int cost() {
    return 100;
  }
}
