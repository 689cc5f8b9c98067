package io.sextant.filter;

import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Service;
import io.sextant.flow.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By a part of one of a flow's names, whatever its case.
 *
 * @param part not empty
 */
public record Contains(Where where, String part) implements Criterion {

  /** Names that belong together. */
  public enum Where {
    /** Namespace, pod, workloads, labels, service, DNS names and address of a side. */
    SOURCE,
    DESTINATION,
    /** Node and network device. */
    PLACE,
    /** Policies that decided. */
    POLICY,
    /** Why it was dropped, as people read it. */
    REASON,
    /** The summary of what is no message of an application; of those see {@link Text}. */
    SUMMARY
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    return switch (where) {
      case SOURCE ->
          in(flow.source())
              || in(flow.sourceService())
              || in(flow.sourceNames())
              || in(flow.sourceAddress());
      case DESTINATION ->
          in(flow.destination())
              || in(flow.destinationService())
              || in(flow.destinationNames())
              || in(flow.destinationAddress());
      case PLACE -> in(flow.node().name()) || in(flow.networkInterface());
      case POLICY -> in(flow.policies());
      case REASON -> flow.dropReason() != 0 && in(DropReason.text(flow.dropReason()));
      case SUMMARY -> flow.extras().l7() == null && in(flow.summary());
    };
  }

  @Override
  public int cost() {
    return switch (where) {
      case SOURCE, DESTINATION -> 200;
      case PLACE, POLICY, REASON, SUMMARY -> 40;
    };
  }

  private boolean in(Endpoint endpoint) {
    if (in(endpoint.namespace()) || in(endpoint.podName()) || in(endpoint.labels())) {
      return true;
    }
    for (Workload workload : endpoint.workloads()) {
      if (in(workload.name())) {
        return true;
      }
    }
    return false;
  }

  private boolean in(@Nullable Service service) {
    return service != null && (in(service.namespace()) || in(service.name()));
  }

  private boolean in(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (in(texts.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean in(@Nullable IpAddress address) {
    return address != null && in(address.toString());
  }

  private boolean in(@Nullable NetworkInterface device) {
    return device != null && in(device.name());
  }

  private boolean in(@Nullable PolicyAttribution attribution) {
    if (attribution != null) {
      for (PolicyRef policy : attribution.policies()) {
        if (in(policy.namespace()) || in(policy.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean in(String text) {
    int last = text.length() - part.length();
    for (int i = 0; i <= last; i++) {
      if (text.regionMatches(true, i, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }
}
