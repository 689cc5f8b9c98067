package io.sextant.control;

import java.util.List;
import java.util.Locale;

/**
 * Who may talk to whom, as one object of the cluster says it.
 *
 * @param kind such as {@code CiliumNetworkPolicy}
 * @param namespace whose pods it is about, or empty when it is about all
 * @param labels of the policy, for those who read the flows
 * @param subject the endpoints that it is about
 */
public record Policy(
    String kind,
    String namespace,
    String name,
    List<String> labels,
    LabelSelector subject,
    Section ingress,
    Section egress) {

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
  public record Rule(Action action, List<Peer> peers, List<PortRange> ports) {
    public Rule {
      peers = List.copyOf(peers);
      ports = List.copyOf(ports);
    }

    public static Rule allow(Peer peer, PortRange... ports) {
      return new Rule(Action.ALLOW, List.of(peer), List.of(ports));
    }

    public static Rule deny(Peer peer, PortRange... ports) {
      return new Rule(Action.DENY, List.of(peer), List.of(ports));
    }
  }

  /** The other side of a rule. */
  public sealed interface Peer {}

  /** Pods with labels; the namespace is one of them. */
  public record Pods(LabelSelector selector) implements Peer {}

  /** Pods, nodes or places with a well-known name. */
  public record Everyone(Entity entity) implements Peer {}

  /** Addresses outside of the cluster. */
  public record Range(Cidr range, List<Cidr> except) implements Peer {
    public Range {
      except = List.copyOf(except);
      for (Cidr hole : except) {
        if (!range.contains(hole)) {
          throw new IllegalArgumentException("except " + hole + " is not in " + range);
        }
      }
    }
  }

  /** Well-known peers. */
  public enum Entity {
    ALL,
    WORLD,
    CLUSTER,
    HOST,
    REMOTE_NODE,
    HEALTH,
    INIT,
    UNMANAGED,
    INGRESS,
    KUBE_APISERVER;

    /** As the reserved identity is called. */
    String reservedName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
