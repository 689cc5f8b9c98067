package io.sextant.filter;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.L7;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Service;
import io.sextant.flow.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By a name with stars. A flow that has no such name never fits.
 *
 * @param scope of the name: the namespace, of a node its cluster; null for any, and for names that
 *     have none
 */
public record Named(What what, @Nullable Wildcard scope, Wildcard name) implements Criterion {
  private static final String DEFAULT_CLUSTER = "default";

  /** What has a name. */
  public enum What {
    SOURCE_POD,
    DESTINATION_POD,
    SOURCE_NAMESPACE,
    DESTINATION_NAMESPACE,
    SOURCE_WORKLOAD,
    DESTINATION_WORKLOAD,
    SOURCE_SERVICE,
    DESTINATION_SERVICE,
    SOURCE_CLUSTER,
    DESTINATION_CLUSTER,
    /** DNS names of an address. */
    SOURCE_DNS,
    DESTINATION_DNS,
    /** The machine, its scope being the cluster. */
    NODE,
    INTERFACE,
    /** A policy that decided. */
    POLICY,
    /** What was asked of a DNS server. */
    DNS_QUERY,
    HTTP_URL,
    /** The decoded path of the URL. */
    HTTP_PATH
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    return switch (what) {
      case SOURCE_POD -> pod(flow.source());
      case DESTINATION_POD -> pod(flow.destination());
      case SOURCE_NAMESPACE -> fits(flow.source().namespace());
      case DESTINATION_NAMESPACE -> fits(flow.destination().namespace());
      case SOURCE_WORKLOAD -> workload(flow.source());
      case DESTINATION_WORKLOAD -> workload(flow.destination());
      case SOURCE_SERVICE -> service(flow.sourceService());
      case DESTINATION_SERVICE -> service(flow.destinationService());
      case SOURCE_CLUSTER -> fits(flow.source().clusterName());
      case DESTINATION_CLUSTER -> fits(flow.destination().clusterName());
      case SOURCE_DNS -> any(flow.sourceNames());
      case DESTINATION_DNS -> any(flow.destinationNames());
      case NODE -> node(flow.node().name());
      case INTERFACE -> flow.networkInterface() != null && fits(flow.networkInterface().name());
      case POLICY -> policy(flow.policies());
      case DNS_QUERY, HTTP_URL, HTTP_PATH -> message(flow.extras().l7());
    };
  }

  @Override
  public @Nullable Side endpointSide() {
    return switch (what) {
      case SOURCE_POD, SOURCE_NAMESPACE, SOURCE_WORKLOAD, SOURCE_CLUSTER -> Side.SOURCE;
      case DESTINATION_POD, DESTINATION_NAMESPACE, DESTINATION_WORKLOAD, DESTINATION_CLUSTER ->
          Side.DESTINATION;
      default -> null;
    };
  }

  @Override
  public int cost() {
    return switch (what) {
      case SOURCE_NAMESPACE, DESTINATION_NAMESPACE, SOURCE_CLUSTER, DESTINATION_CLUSTER -> 6;
      case DNS_QUERY, HTTP_URL, HTTP_PATH -> 60;
      default -> 12;
    };
  }

  private boolean fits(String text) {
    return !text.isEmpty() && name.matches(text);
  }

  private boolean fits(String inScope, String text) {
    return fits(text) && (scope == null || scope.matches(inScope));
  }

  private boolean pod(Endpoint endpoint) {
    return fits(endpoint.namespace(), endpoint.podName());
  }

  private boolean workload(Endpoint endpoint) {
    List<Workload> workloads = endpoint.workloads();
    for (int i = 0; i < workloads.size(); i++) {
      if (fits(endpoint.namespace(), workloads.get(i).name())) {
        return true;
      }
    }
    return false;
  }

  private boolean service(@Nullable Service service) {
    return service != null && fits(service.namespace(), service.name());
  }

  private boolean any(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (fits(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean node(String full) {
    int slash = full.indexOf('/');
    return fits(slash < 0 ? DEFAULT_CLUSTER : full.substring(0, slash), full.substring(slash + 1));
  }

  private boolean policy(@Nullable PolicyAttribution attribution) {
    if (attribution != null) {
      for (PolicyRef policy : attribution.policies()) {
        if (fits(policy.namespace(), policy.name())) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean message(@Nullable L7 l7) {
    if (l7 == null) {
      return false;
    }
    return switch (l7.message()) {
      case L7.Dns dns -> what == What.DNS_QUERY && fits(withoutDot(dns.query()));
      case L7.Http http when what == What.HTTP_URL -> fits(http.url());
      case L7.Http http when what == What.HTTP_PATH -> path(http.url());
      case null, default -> false;
    };
  }

  private boolean path(String url) {
    String path = UrlPath.of(url);
    return path != null && fits(path);
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
