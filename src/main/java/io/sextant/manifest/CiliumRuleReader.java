package io.sextant.manifest;

import io.sextant.flow.Nearest;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.NamePattern;
import io.sextant.policy.Policy.Action;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Names;
import io.sextant.policy.Policy.Peer;
import io.sextant.policy.Policy.Pods;
import io.sextant.policy.Policy.Range;
import io.sextant.policy.Policy.Reach;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Ports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** One rule of Cilium: to or from whom, on which ports. */
final class CiliumRuleReader {
  private static final List<Peer> NOBODY = List.of(new Everyone(Entity.NONE));

  private final String namespace;
  private final boolean subjectIsInit;
  private final Errors errors;
  private final CiliumPorts ports;

  /**
   * @param namespace of the policy, or empty
   * @param subjectIsInit whether it is about endpoints without labels yet
   */
  CiliumRuleReader(String namespace, boolean subjectIsInit, Errors errors) {
    this.namespace = namespace;
    this.subjectIsInit = subjectIsInit;
    this.errors = errors;
    this.ports = new CiliumPorts(errors);
  }

  /** The rule; one that finds nobody says so, and keeps its place among the others. */
  Rule ingress(Value value, Action action) {
    return rule(value, action, "from");
  }

  /** The same for the other direction. */
  Rule egress(Value value, Action action) {
    return rule(value, action, "to");
  }

  private Rule rule(Value value, Action action, String side) {
    Fields rule = new Fields(value, errors);
    rule.unsupported("write the labels into " + side + "Endpoints", side + "Requires");
    rule.unsupported("name ranges of addresses", side + "Groups");
    rule.unsupported("name the entities host and remote-node", side + "Nodes");
    Peers peers = new Peers(rule);
    peers.read(side + "Endpoints", this::endpoints);
    peers.read(side + "Entities", item -> new Everyone(entity(item)));
    peers.read(side + "CIDR", item -> new Range(Ranges.cidr(item), List.of(), Reach.OUTSIDE));
    peers.read(side + "CIDRSet", this::range);
    if (side.equals("to")) {
      rule.unsupported("select the pods behind it by toEndpoints", "toServices");
      if (action == Action.ALLOW) {
        peers.read("toFQDNs", this::names);
      }
    }
    rule.unsupported("no connection is authenticated", "authentication");
    List<Ports> allowed = ports.read(rule);
    rule.done();
    boolean nobody = peers.all.isEmpty() && (peers.given || allowed.isEmpty());
    return new Rule(action, nobody ? NOBODY : peers.all, allowed);
  }

  /**
   * The lists of other sides, of which a rule may have one that is not empty. One that is there and
   * empty allows nobody; where none is there, all are meant if there are ports.
   */
  private static final class Peers {
    private final Fields rule;
    private final List<Peer> all = new ArrayList<>();
    private String first = "";
    private boolean given;

    Peers(Fields rule) {
      this.rule = rule;
    }

    void read(String field, Function<Value, Peer> item) {
      Value value = rule.get(field);
      if (value != null) {
        List<Peer> found = rule.list(field, item);
        if (!found.isEmpty() && !all.isEmpty()) {
          throw value.bad(
              "%s beside %s in one rule: make it a rule of its own".formatted(field, first));
        }
        given = true;
        first = found.isEmpty() ? first : field;
        all.addAll(found);
      }
    }
  }

  private Peer endpoints(Value value) {
    LabelSelector selector = Selectors.read(value, errors, SelectorKeys::ofEndpoint);
    List<Requirement> reserved =
        selector.requirements().stream()
            .filter(requirement -> requirement.key().startsWith(SelectorKeys.RESERVED))
            .toList();
    return reserved.isEmpty() ? new Pods(inNamespace(selector)) : reserved(value, selector);
  }

  /** An empty namespace stands for a policy of the cluster: all that have one are meant. */
  private LabelSelector inNamespace(LabelSelector selector) {
    boolean chosen =
        selector.requirements().stream()
            .anyMatch(requirement -> requirement.key().equals(LabelSelector.NAMESPACE));
    boolean byLabels =
        selector.requirements().stream()
            .anyMatch(requirement -> requirement.key().startsWith(SelectorKeys.OF_NAMESPACES));
    if (chosen || (namespace.isEmpty() ? subjectIsInit : byLabels)) {
      return selector;
    }
    return namespace.isEmpty()
        ? selector.with(new Requirement(LabelSelector.NAMESPACE, Operator.EXISTS, List.of()))
        : selector.with(LabelSelector.NAMESPACE, namespace);
  }

  /** What no pod is has one label, and is an entity. */
  private static Peer reserved(Value value, LabelSelector selector) {
    Requirement first = selector.requirements().getFirst();
    boolean there = first.operator() == Operator.EXISTS || first.values().equals(List.of(""));
    if (selector.requirements().size() > 1 || !there || first.operator() == Operator.NOT_IN) {
      throw value.bad("a reserved: label stands alone, without a value: reserved:host: \"\"");
    }
    return new Everyone(entity(value, first.key().substring(SelectorKeys.RESERVED.length())));
  }

  private static Entity entity(Value value) {
    return entity(value, value.name());
  }

  private static Entity entity(Value value, String name) {
    List<String> names =
        Arrays.stream(Entity.values())
            .map(entity -> entity.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw value.bad(
          "%s is no entity: %s%s"
              .formatted(
                  Value.Scalar.quoted(name),
                  String.join(", ", names),
                  Nearest.hint(name, names.stream())));
    }
    return Entity.values()[index];
  }

  private Peer range(Value value) {
    Fields fields = new Fields(value, errors);
    fields.unsupported("write its ranges", "cidrGroupRef", "cidrGroupSelector");
    if (fields.has("cidrGroupRef") || fields.has("cidrGroupSelector")) {
      throw value.bad("cidr is missing");
    }
    Range range = Ranges.range(fields, Reach.OUTSIDE);
    fields.done();
    return range;
  }

  private Peer names(Value value) {
    Fields fields = new Fields(value, errors);
    Value name = fields.get("matchName");
    Value pattern = fields.get("matchPattern");
    fields.done();
    if ((name == null) == (pattern == null)) {
      throw value.bad("one of matchName and matchPattern is needed");
    }
    if (name != null && name.name().contains("*")) {
      throw name.bad(name.what() + " is a pattern: write matchPattern");
    }
    Value text = name == null ? Objects.requireNonNull(pattern) : name;
    try {
      return new Names(new NamePattern(text.name()));
    } catch (IllegalArgumentException e) {
      throw text.bad(String.valueOf(e.getMessage()));
    }
  }
}
