package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.policy.LabelSelector.Operator;
import io.sextant.policy.LabelSelector.Requirement;
import io.sextant.policy.Policy.Action;
import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Reach;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** A small cluster, the world around it, and policies of every kind, all by chance. */
final class RandomCluster {
  private static final List<String> NAMESPACES = List.of("x", "y", "z");
  private static final List<String> APPS = List.of("a", "b", "c");
  private static final List<String> ENVIRONMENTS = List.of("dev", "prod");
  private static final List<Cidr> RANGES =
      List.of(
              "0.0.0.0/0",
              "10.0.0.0/8",
              "10.0.0.0/16",
              "10.0.1.0/24",
              "10.0.1.0/25",
              "203.0.113.0/24",
              "203.0.113.128/25",
              "203.0.113.200/32",
              "198.51.100.0/24",
              "::/0",
              "fd00::/8",
              "fd00::1:0/112",
              "2001:db8::/32",
              "2001:db8:0:1::/64")
          .stream()
          .map(Cidr::parse)
          .toList();
  private static final List<String> OUTSIDE =
      List.of(
          "203.0.113.5",
          "203.0.113.130",
          "203.0.113.200",
          "198.51.100.9",
          "192.0.2.1",
          "2001:db8::9",
          "2001:db8:0:1::9",
          "2a00::1");
  private static final Map<String, Integer> NODES =
      Map.of(
          "10.9.0.1", Identities.HOST,
          "10.9.0.2", Identities.REMOTE_NODE,
          "10.9.0.3", Identities.KUBE_APISERVER,
          "10.9.0.4", Identities.HEALTH,
          "fd99::1", Identities.HOST,
          "fd99::2", Identities.REMOTE_NODE);
  private static final List<NamePattern> PATTERNS =
      List.of(
          new NamePattern("*.example.com"),
          new NamePattern("api.example.com"),
          new NamePattern("**.org"));
  private static final List<String> NAMES =
      List.of("api.example.com", "www.example.com", "a.b.org", "other.net");
  private static final List<NamedPort> NAMED =
      List.of(
          new NamedPort("http", L4Protocol.TCP),
          new NamedPort("dns", L4Protocol.UDP),
          new NamedPort("sync", L4Protocol.SCTP));
  static final List<Integer> PORTS = List.of(53, 80, 81, 443, 8_000, 8_080, 8_999, 9_000, 65_535);
  static final List<Integer> TYPES_V4 = List.of(0, 3, 8, 11, 13);
  static final List<Integer> TYPES_V6 = List.of(1, 3, 128, 129);

  private final Random random;
  final List<Policy> policies;
  final PolicyTraits traits;
  final TestIdentities identities = new TestIdentities();

  /** Who can be met, by address; pods first. */
  final Map<IpAddress, Identity> bearers = new LinkedHashMap<>();

  /** The kernel's table of addresses. */
  final Map<Cidr, Integer> addresses = new HashMap<>();

  final List<IpAddress> pods = new ArrayList<>();

  RandomCluster(Random random) {
    this.random = random;
    policies = IntStream.range(0, random.nextInt(1, 9)).mapToObj(this::policy).toList();
    traits = PolicyTraits.of(policies);
    for (int i = 0; i < 8; i++) {
      addPod(i);
    }
    NODES.forEach((address, number) -> addNode(IpAddress.parse(address), number));
    for (Cidr range : traits.ranges()) {
      addresses.put(range, identities.range(range, traits.ofOutside(range, List.of())).number());
    }
    OUTSIDE.forEach(address -> addOutside(IpAddress.parse(address)));
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void addPod(int i) {
    String start =
        i % 4 == 3 ? "fd00::" + random.nextInt(2) + ":" : "10.0." + random.nextInt(3) + ".";
    IpAddress address = IpAddress.parse(start + (1 + i * 30));
    Map<NamedPort, Integer> ports = new HashMap<>();
    NAMED.stream().filter(_ -> chance(60)).forEach(name -> ports.put(name, pick(PORTS)));
    Identity identity = identities.pod(podLabels(), traits.ofPod(List.of(address), ports));
    pods.add(address);
    bearers.put(address, identity);
    addresses.put(Cidr.of(address), identity.number());
  }

  List<String> podLabels() {
    String namespace = pick(NAMESPACES);
    List<String> labels = new ArrayList<>();
    labels.add("k8s:app=" + pick(APPS));
    labels.add(LabelSelector.NAMESPACE + "=" + namespace);
    labels.add(LabelSelector.NAMESPACE_LABELS + "env=" + (namespace.equals("x") ? "dev" : "prod"));
    if (chance(50)) {
      labels.add("k8s:tier=" + pick(APPS));
    }
    return labels.stream().sorted().toList();
  }

  private void addNode(IpAddress address, int number) {
    bearers.put(address, TestIdentities.reserved(number));
    addresses.put(Cidr.of(address), number);
  }

  private void addOutside(IpAddress address) {
    Cidr alone = Cidr.of(address);
    if (chance(40)) {
      Identity identity =
          identities.range(alone, traits.ofOutside(alone, List.of(pick(NAMES), pick(NAMES))));
      bearers.put(address, identity);
      addresses.put(alone, identity.number());
      return;
    }
    bearers.put(
        address,
        traits.ranges().stream()
            .filter(range -> range.contains(alone))
            .max(Comparator.comparingInt(Cidr::length))
            .map(range -> identities.range(range, traits.ofOutside(range, List.of())))
            .orElseGet(() -> TestIdentities.reserved(Identities.WORLD)));
  }

  private Policy policy(int number) {
    return new Policy(
        "CiliumNetworkPolicy",
        chance(70) ? pick(NAMESPACES) : "",
        "p" + number,
        List.of(),
        chance(40) ? LabelSelector.ALL : selector(),
        section(),
        section(),
        chance(15) ? Policy.Effect.AUDITED : Policy.Effect.ENFORCED);
  }

  private Policy.Section section() {
    return chance(30)
        ? Policy.Section.ABSENT
        : new Policy.Section(
            chance(70), IntStream.range(0, random.nextInt(4)).mapToObj(_ -> rule()).toList());
  }

  private Policy.Rule rule() {
    return new Policy.Rule(
        chance(25) ? Action.DENY : Action.ALLOW,
        IntStream.range(0, random.nextInt(3)).mapToObj(_ -> peer()).toList(),
        IntStream.range(0, random.nextInt(3)).mapToObj(_ -> ports()).toList());
  }

  private Policy.Peer peer() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new Policy.Pods(selector());
      case 3 -> new Policy.Everyone(pick(List.of(Entity.values())));
      case 4, 5, 6 -> range();
      default -> new Policy.Names(pick(PATTERNS));
    };
  }

  private Policy.Range range() {
    Cidr whole = pick(RANGES);
    List<Cidr> holes =
        RANGES.stream()
            .filter(hole -> whole.contains(hole) && !hole.equals(whole) && chance(25))
            .toList();
    return new Policy.Range(whole, holes, chance(50) ? Reach.PODS_TOO : Reach.OUTSIDE);
  }

  private LabelSelector selector() {
    LabelSelector selector = LabelSelector.ALL;
    for (int i = random.nextInt(3); i > 0; i--) {
      selector = selector.with(requirement());
    }
    return selector;
  }

  private Requirement requirement() {
    return switch (random.nextInt(6)) {
      case 0 -> new Requirement(LabelSelector.NAMESPACE, Operator.IN, List.of(pick(NAMESPACES)));
      case 1 ->
          new Requirement(
              LabelSelector.NAMESPACE_LABELS + "env", Operator.IN, List.of(pick(ENVIRONMENTS)));
      case 2 -> new Requirement("k8s:tier", Operator.EXISTS, List.of());
      case 3 -> new Requirement("k8s:tier", Operator.DOES_NOT_EXIST, List.of());
      case 4 -> new Requirement("any:app", Operator.NOT_IN, List.of(pick(APPS)));
      default -> new Requirement("k8s:app", Operator.IN, List.of(pick(APPS), pick(APPS)));
    };
  }

  private Ports ports() {
    return switch (random.nextInt(8)) {
      case 0 -> pick(NAMED);
      case 1 -> PortRange.ANY;
      case 2 -> PortRange.all(pick(List.of(L4Protocol.values())));
      case 3 -> type(L4Protocol.ICMPv4, pick(TYPES_V4));
      case 4 -> type(L4Protocol.ICMPv6, pick(TYPES_V6));
      case 5 -> new PortRange(withPorts(), 8_000, pick(List.of(8_000, 8_080, 8_999)));
      default -> type(withPorts(), pick(PORTS));
    };
  }

  private L4Protocol withPorts() {
    return pick(List.of(L4Protocol.TCP, L4Protocol.TCP, L4Protocol.UDP, L4Protocol.SCTP));
  }

  private static PortRange type(L4Protocol protocol, int number) {
    return new PortRange(protocol, number, number);
  }
}
