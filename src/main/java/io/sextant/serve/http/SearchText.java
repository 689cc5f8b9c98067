package io.sextant.serve.http;

import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Workload;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Free text: names, addresses, summary, reason, policies, whatever the case. */
final class SearchText {
  private SearchText() {}

  static Predicate<Flow> contains(String part) {
    return flow ->
        in(flow.source(), part)
            || in(flow.destination(), part)
            || in(flow.sourceNames(), part)
            || in(flow.destinationNames(), part)
            || in(flow.summary(), part)
            || in(flow.sourceAddress(), part)
            || in(flow.destinationAddress(), part)
            || in(flow.policies(), part)
            || in(flow.node().name(), part)
            || (flow.dropReason() != 0 && in(DropReason.text(flow.dropReason()), part));
  }

  private static boolean in(Endpoint endpoint, String part) {
    return in(endpoint.namespace(), part)
        || in(endpoint.podName(), part)
        || endpoint.workloads().stream().map(Workload::name).anyMatch(name -> in(name, part))
        || in(endpoint.labels(), part);
  }

  private static boolean in(List<String> texts, String part) {
    for (String text : texts) {
      if (in(text, part)) {
        return true;
      }
    }
    return false;
  }

  private static boolean in(@Nullable IpAddress address, String part) {
    return address != null && in(address.toString(), part);
  }

  private static boolean in(@Nullable PolicyAttribution policies, String part) {
    return policies != null
        && policies.policies().stream().map(PolicyRef::name).anyMatch(name -> in(name, part));
  }

  private static boolean in(String text, String part) {
    int last = text.length() - part.length();
    for (int i = 0; i <= last; i++) {
      if (text.regionMatches(true, i, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }
}
