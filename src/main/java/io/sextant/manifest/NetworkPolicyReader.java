package io.sextant.manifest;

import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.NamedPort;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Peer;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code NetworkPolicy} of {@code networking.k8s.io/v1}. */
final class NetworkPolicyReader {
  private static final String INGRESS = "Ingress";
  private static final String EGRESS = "Egress";
  private static final Requirement ANY_NAMESPACE =
      new Requirement(LabelSelector.NAMESPACE, Operator.EXISTS, List.of());

  private final String namespace;
  private final Errors errors;

  private NetworkPolicyReader(String namespace, Errors errors) {
    this.namespace = namespace;
    this.errors = errors;
  }

  static ClusterObject read(Metadata named, Fields metadata, Fields object) {
    NetworkPolicyReader reader = new NetworkPolicyReader(named.namespace(), named.errors());
    object.ignore("status");
    Fields spec = new Fields(object.required("spec"), named.errors());
    ClusterObject policy = reader.policy(named, spec);
    spec.done();
    object.done();
    return policy;
  }

  /** Without types they follow from what is there: ingress always, egress with its rules. */
  private ClusterObject policy(Metadata named, Fields spec) {
    LabelSelector subject = spec.get("podSelector", this::pods, LabelSelector.ALL);
    List<Rule> ingress = spec.list("ingress", rule -> rule(rule, "from"));
    List<Rule> egress = spec.list("egress", rule -> rule(rule, "to"));
    List<String> types = spec.list("policyTypes", type -> type.oneOf(INGRESS, EGRESS));
    if (types.isEmpty()) {
      types = egress.isEmpty() ? List.of(INGRESS) : List.of(INGRESS, EGRESS);
    }
    return new ClusterObject.PolicyObject(
        List.of(
            new Policy(
                named.kind(),
                named.namespace(),
                named.name(),
                PolicyLabels.derived(named),
                subject,
                types.contains(INGRESS) ? new Section(true, ingress) : Section.ABSENT,
                types.contains(EGRESS) ? new Section(true, egress) : Section.ABSENT,
                PolicyLabels.effect(named))));
  }

  /** Without peers all are meant, without ports all as well. */
  private Rule rule(Value value, String peersField) {
    Fields fields = new Fields(value, errors);
    List<Peer> peers = fields.list(peersField, this::peer);
    List<Ports> ports = fields.list("ports", this::ports);
    fields.done();
    return new Rule(Policy.Action.ALLOW, peers, ports);
  }

  private Peer peer(Value value) {
    Fields fields = new Fields(value, errors);
    Value block = fields.get("ipBlock");
    Value pods = fields.get("podSelector");
    Value namespaces = fields.get("namespaceSelector");
    boolean known = fields.done();
    if (block != null) {
      if (pods != null || namespaces != null) {
        throw value.bad("ipBlock stands alone: make selectors an item of their own");
      }
      return block(block);
    }
    if (known && pods == null && namespaces == null) {
      throw value.bad("one of podSelector, namespaceSelector, ipBlock is missing");
    }
    LabelSelector selector = pods == null ? LabelSelector.ALL : pods(pods);
    return new Policy.Pods(inNamespaces(selector, namespaces));
  }

  private LabelSelector inNamespaces(LabelSelector pods, @Nullable Value namespaces) {
    if (namespaces == null) {
      return pods.with(LabelSelector.NAMESPACE, namespace);
    }
    LabelSelector both = pods.with(ANY_NAMESPACE);
    for (Requirement requirement :
        Selectors.read(namespaces, errors, SelectorKeys::ofNamespace).requirements()) {
      both = both.with(requirement);
    }
    return both;
  }

  private LabelSelector pods(Value value) {
    return Selectors.read(value, errors, SelectorKeys::ofPod);
  }

  private Peer block(Value value) {
    Fields fields = new Fields(value, errors);
    Peer range = Ranges.range(fields, Reach.PODS_TOO);
    fields.done();
    return range;
  }

  private Ports ports(Value value) {
    Fields fields = new Fields(value, errors);
    L4Protocol protocol =
        fields.get(
            "protocol",
            name -> L4Protocol.valueOf(name.oneOf("TCP", "UDP", "SCTP")),
            L4Protocol.TCP);
    Value port = fields.get("port");
    Value end = fields.get("endPort");
    fields.done();
    if (port == null) {
      if (end != null) {
        throw end.bad("endPort needs port, where the range begins");
      }
      return PortRange.all(protocol);
    }
    if (port instanceof Value.Scalar(_, Value.Type type, _) && type == Value.Type.TEXT) {
      if (end != null) {
        throw end.bad("endPort needs a number as port, not the name " + port.what());
      }
      return new NamedPort(Naming.port(port), protocol);
    }
    int first = PortNumbers.number(port);
    return new PortRange(protocol, first, end == null ? first : PortNumbers.end(end, first));
  }
}
