package io.sextant;

import io.sextant.agent.AgentStatus;
import io.sextant.agent.EndpointStatus;
import io.sextant.agent.NodeAgent;
import io.sextant.agent.Reconciliation;
import io.sextant.control.ControlPlane;
import io.sextant.control.ControlStatus;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.control.NodeIntent;
import io.sextant.control.PolicyTrace;
import io.sextant.control.ServicePort;
import io.sextant.control.WantedEndpoint;
import io.sextant.demo.Demo;
import io.sextant.flow.Cidr;
import io.sextant.flow.Flow;
import io.sextant.flow.Nearest;
import io.sextant.manifest.ManifestError;
import io.sextant.manifest.ManifestFolder;
import io.sextant.policy.Identity;
import io.sextant.policy.NamePattern;
import io.sextant.policy.Policy;
import io.sextant.policy.PolicyText;
import io.sextant.policy.Traits;
import io.sextant.serve.http.GuardBook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the local node is to be and is, for REST. Empty until the node is there. */
final class NodeBooks implements GuardBook {
  private final LiveCluster cluster;
  private volatile @Nullable Parts node;

  /** What of a node is asked; it has manifests where a folder is watched. */
  private record Parts(
      ControlPlane control,
      NodeAgent agent,
      Supplier<ManifestFolder.@Nullable Snapshot> manifests) {}

  NodeBooks(LiveCluster cluster) {
    this.cluster = cluster;
  }

  void isOf(LocalNode started) {
    node = new Parts(started.control(), started.agent(), started::manifests);
  }

  void isOf(Demo started) {
    node = new Parts(started.control(), started.agent(), () -> null);
  }

  @Override
  public Policies policies() {
    Parts now = node;
    if (now == null) {
      return new Policies(0, 0, "the node is starting", List.of(), List.of());
    }
    ControlStatus control = now.control().status();
    AgentStatus agent = now.agent().status();
    String failure =
        control.failure() != null
            ? control.failure().problem()
            : agent.lastError() == null ? null : agent.lastError().message();
    return new Policies(
        control.revision(),
        agent.realisedRevision(),
        failure,
        control.intent().policies().stream()
            .map(policy -> row(policy, control.intent().endpoints()))
            .toList(),
        errors(control, now.manifests().get()));
  }

  private static PolicyRow row(Policy policy, List<WantedEndpoint> endpoints) {
    return new PolicyRow(
        policy.kind(),
        policy.namespace(),
        policy.name(),
        policy.effect() == Policy.Effect.AUDITED,
        policy.subject().toString(),
        rules(policy.ingress()),
        rules(policy.egress()),
        selects(policy, endpoints));
  }

  private static List<String> selects(Policy policy, List<WantedEndpoint> endpoints) {
    return endpoints.stream()
        .filter(each -> policy.selects(each.identity().labels()))
        .map(each -> name(each.spec()))
        .toList();
  }

  private static @Nullable Integer rules(Policy.Section section) {
    return section.equals(Policy.Section.ABSENT) ? null : section.rules().size();
  }

  private static List<ErrorRow> errors(
      ControlStatus control, ManifestFolder.@Nullable Snapshot manifests) {
    List<ErrorRow> rows = new ArrayList<>();
    if (manifests != null) {
      for (ManifestError error : manifests.errors()) {
        rows.add(
            new ErrorRow(
                error.object() == null ? "" : error.object().toString(),
                error.at().toString(),
                error.problem()));
      }
    }
    control
        .refused()
        .forEach(each -> rows.add(new ErrorRow(each.object().toString(), "", each.problem())));
    return rows;
  }

  @Override
  public List<EndpointRow> endpoints() {
    Parts now = node;
    if (now == null) {
      return List.of();
    }
    Map<String, WantedEndpoint> wanted = new HashMap<>();
    now.control()
        .status()
        .intent()
        .endpoints()
        .forEach(each -> wanted.put(name(each.spec()), each));
    return now.agent().status().endpoints().stream()
        .map(each -> row(each, wanted.get(each.pod().namespace() + "/" + each.pod().name())))
        .toList();
  }

  private static EndpointRow row(EndpointStatus status, @Nullable WantedEndpoint wanted) {
    return new EndpointRow(
        status.id(),
        status.pod().namespace(),
        status.pod().name(),
        status.device(),
        status.identity(),
        status.state().text(),
        wanted != null && wanted.rules().enforcesIngress(),
        wanted != null && wanted.rules().enforcesEgress(),
        wanted == null ? 0 : wanted.rules().entries().size(),
        status.wantedRevision(),
        status.realisedRevision(),
        status.regenerationTime().toNanos() / 1e6,
        status.lastError() == null ? null : status.lastError().message());
  }

  @Override
  public List<IdentityRow> identities() {
    Parts now = node;
    return now == null
        ? List.of()
        : now.control().status().intent().identities().stream().map(NodeBooks::row).toList();
  }

  private static IdentityRow row(Identity identity) {
    Traits traits = identity.traits();
    Map<String, Integer> ports = new TreeMap<>();
    traits
        .ports()
        .forEach((name, number) ->
            ports.put(name.name() + "/" + name.protocol().text().toLowerCase(Locale.ROOT), number));
    return new IdentityRow(
        identity.number(),
        identity.labels(),
        traits.ranges().stream().map(Cidr::toString).sorted().toList(),
        traits.names().stream().map(NamePattern::text).sorted().toList(),
        ports);
  }

  @Override
  public Comparison compare() throws IOException {
    Reconciliation found = started().agent().compare();
    return new Comparison(
        found.time().toString(),
        found.revision(),
        found.isEqual(),
        found.parts().stream().map(NodeBooks::row).toList());
  }

  private static PartRow row(Reconciliation.Part part) {
    return new PartRow(
        part.thing().name().toLowerCase(Locale.ROOT),
        part.wanted(),
        part.real(),
        part.missing().count(),
        part.extra().count(),
        part.altered().count(),
        Stream.of(
                prefixed("missing ", part.missing()),
                prefixed("extra ", part.extra()),
                prefixed("altered ", part.altered()))
            .flatMap(List::stream)
            .toList());
  }

  private static List<String> prefixed(String prefix, Reconciliation.Shown shown) {
    return shown.texts().stream().map(text -> prefix + text).toList();
  }

  @Override
  public Trace trace(String from, String to, String port) throws WrongPart, IOException {
    ServicePort service = service(port);
    PolicyTrace trace = started().control().trace();
    try {
      return FlowStory.trace(
          from,
          to,
          service.toString(),
          trace.decide(from, to, service.protocol(), service.number()));
    } catch (PolicyTrace.UnknownEnd e) {
      throw new WrongPart(e.end().equals(from) ? "from" : "to", e.expected(), e);
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ServicePort service(String port) throws WrongPart {
    try {
      return ServicePort.parse(port);
    } catch (IllegalArgumentException e) {
      throw new WrongPart("port", ServicePort.FORMS, e);
    }
  }

  @Override
  public FlowReasons explain(Flow flow) throws IOException {
    Parts now = started();
    return new FlowStory(flow, cluster.get().origin(flow.ruleCookie()))
        .told(now.control().trace(), now.control().status().revision());
  }

  @Override
  public List<PolicyReasons> explain(String policy) throws IOException {
    NodeIntent intent = started().control().status().intent();
    List<PolicyReasons> found =
        intent.policies().stream()
            .filter(each -> names(each).contains(policy))
            .map(each -> reasons(each, intent))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "[KIND/][NAMESPACE/]NAME of a policy in force"
              + Nearest.hint(
                  policy, intent.policies().stream().map(each -> each.reference().fullName())));
    }
    return found;
  }

  /** All that a policy may be called by. */
  private static List<String> names(Policy policy) {
    String full = policy.reference().fullName();
    return List.of(full, policy.kind() + "/" + full, policy.name());
  }

  private static PolicyReasons reasons(Policy policy, NodeIntent intent) {
    return new PolicyReasons(
        policy.kind(),
        policy.namespace(),
        policy.name(),
        policy.effect() == Policy.Effect.AUDITED,
        intent.revision(),
        selects(policy, intent.endpoints()),
        PolicyText.of(policy));
  }

  private Parts started() throws IOException {
    Parts now = node;
    if (now == null) {
      throw new IOException("the node is starting: ask again in a moment");
    }
    return now;
  }

  private static String name(EndpointSpec spec) {
    return spec.namespace() + "/" + spec.podName();
  }
}
