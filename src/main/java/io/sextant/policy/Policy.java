package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Who may talk to whom, as one object of the cluster says it.
 *
 * @param kind such as {@code CiliumNetworkPolicy}
 * @param namespace whose pods it is about, or empty when it is about all
 * @param labels of the policy, for those who read the flows
 * @param subject the endpoints that it is about
 * @param effect whether it is enforced, or only told what it would have done
 * @param log text that it asks to be shown with the flows that its rules decide; empty for none
 */
public record Policy(
    String kind,
    String namespace,
    String name,
    List<String> labels,
    LabelSelector subject,
    Section ingress,
    Section egress,
    Effect effect,
    String log) {

  /** One without text. */
  public Policy(
      String kind,
      String namespace,
      String name,
      List<String> labels,
      LabelSelector subject,
      Section ingress,
      Section egress,
      Effect effect) {
    this(kind, namespace, name, labels, subject, ingress, egress, effect, "");
  }

  /** One that is enforced, without text. */
  public Policy(
      String kind,
      String namespace,
      String name,
      List<String> labels,
      LabelSelector subject,
      Section ingress,
      Section egress) {
    this(kind, namespace, name, labels, subject, ingress, egress, Effect.ENFORCED);
  }

  public Policy {
    labels = List.copyOf(labels);
    if (name.isEmpty() || kind.isEmpty()) {
      throw new IllegalArgumentException("a policy needs a kind and a name");
    }
  }

  /** Whether it is about an endpoint with these labels. */
  public boolean selects(List<String> endpointLabels) {
    boolean inNamespace =
        namespace.isEmpty() || endpointLabels.contains(LabelSelector.NAMESPACE + "=" + namespace);
    return inNamespace && subject.matches(endpointLabels);
  }

  /** The rules of a direction. */
  public Section section(TrafficDirection direction) {
    return direction == TrafficDirection.INGRESS ? ingress : egress;
  }

  /** Without revision: what does not change from one to the next is to compile to equal rules. */
  public PolicyRef reference() {
    return new PolicyRef(kind, namespace, name, labels, 0);
  }

  /** The names of a direction's rules, in their order. */
  List<RuleRef> ruleRefs(TrafficDirection direction) {
    int[] counts = new int[Action.values().length];
    return section(direction).rules().stream()
        .map(Rule::action)
        .map(act -> new RuleRef(reference(), direction, act, counts[act.ordinal()]++))
        .toList();
  }

  /**
   * The rules of one direction.
   *
   * @param isolates whether what no rule allows is denied from then on
   */
  public record Section(boolean isolates, List<Rule> rules) {
    /** Says nothing about its direction. */
    public static final Section ABSENT = new Section(false, List.of());

    public Section {
      rules = List.copyOf(rules);
    }

    /** Allows what the rules allow and denies all else; without rules that is everything. */
    public static Section only(Rule... rules) {
      return new Section(true, List.of(rules));
    }

    /** Adds rules and leaves all else as others want it. */
    public static Section also(Rule... rules) {
      return new Section(false, List.of(rules));
    }
  }

  /** What becomes of a policy's verdicts. */
  public enum Effect {
    ENFORCED,
    /** They are told beside the enforced verdict, as pending, and stop nothing. */
    AUDITED
  }

  /** Whether a rule opens or closes. */
  public enum Action {
    ALLOW,
    DENY
  }

  /**
   * One rule.
   *
   * @param peers other sides, one of which must fit; none means all
   * @param ports one of which must fit; none means all
   */
  public record Rule(Action action, List<Peer> peers, List<Ports> ports) {
    public Rule {
      peers = List.copyOf(peers);
      ports = List.copyOf(ports);
    }

    public static Rule allow(Peer peer, Ports... ports) {
      return new Rule(Action.ALLOW, List.of(peer), List.of(ports));
    }

    public static Rule deny(Peer peer, Ports... ports) {
      return new Rule(Action.DENY, List.of(peer), List.of(ports));
    }
  }

  /** The other side of a rule. */
  public sealed interface Peer {}

  /** Pods with labels; the namespace is one of them. */
  public record Pods(LabelSelector selector) implements Peer {}

  /** Pods, nodes or places with a well-known name. */
  public record Everyone(Entity entity) implements Peer {}

  /**
   * A range of addresses, without those in some parts of it.
   *
   * @param reach whom its addresses may belong to
   */
  public record Range(Cidr range, List<Cidr> except, Reach reach) implements Peer {
    public Range {
      except = List.copyOf(except);
      for (Cidr hole : except) {
        if (!range.contains(hole)) {
          throw new IllegalArgumentException("except " + hole + " is not in " + range);
        }
      }
    }

    /** As in {@code 10.0.0.0/8 except 10.1.0.0/16}. */
    @Override
    public String toString() {
      String holes = except.stream().map(Cidr::toString).collect(Collectors.joining(", "));
      return except.isEmpty() ? range.toString() : range + " except " + holes;
    }

    /** Addresses outside of the cluster. */
    public static Range outside(Cidr range, Cidr... except) {
      return new Range(range, List.of(except), Reach.OUTSIDE);
    }
  }

  /** Whom a range of addresses finds. */
  public enum Reach {
    /** Who is neither pod nor node: Cilium's CIDR rules. */
    OUTSIDE,
    /** Pods as well: {@code ipBlock} of Kubernetes. */
    PODS_TOO
  }

  /** Addresses that pods were told when they asked for a name. */
  public record Names(NamePattern pattern) implements Peer {}

  /** Well-known peers. */
  public enum Entity {
    ALL,
    WORLD,
    WORLD_IPV4,
    WORLD_IPV6,
    CLUSTER,
    HOST,
    REMOTE_NODE,
    HEALTH,
    INIT,
    UNMANAGED,
    INGRESS,
    KUBE_APISERVER,
    NONE;

    /** As the reserved identity is called. */
    String reservedName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
