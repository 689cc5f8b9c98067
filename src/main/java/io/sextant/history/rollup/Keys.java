package io.sextant.history.rollup;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Orientation;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.servicemap.NodeKind;
import io.sextant.servicemap.NodeName;
import io.sextant.servicemap.Vantage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number of a flow's key; new keys, and what they are made of, are added to the values.
 * Once all is known nothing is allocated. Belongs to the adding thread.
 */
final class Keys {
  /** Stands for what finds no number: its sums say how many flows no other sums count. */
  static final int BEYOND = 0;

  /** Server ports that two parties are told apart by. */
  static final int PORTS_PER_PAIR = 64;

  private static final int LAST_PORT = 0xffff;
  private static final int MOST_KEYS = 500_000;
  private static final int MOST_PODS = 500_000;
  private static final int MOST_NODES = 1 << 12;
  private static final int MOST_POLICIES = 1 << 20;

  /** Where the port stands in a shape. */
  private static final int PORT = 32;

  private static final int CACHE = 1 << 15;
  private static final int WAYS = 4;
  private static final int POLICY_CACHE = 1 << 8;
  private static final RollupParty NOBODY =
      new RollupParty(new NodeName("", NodeKind.RESERVED, "", "", ""), "", "");

  private final Values values;
  private final Bytes log;
  private final KeyTable keys = new KeyTable();
  private final KeyTable ports = new KeyTable();
  private final Map<Long, Integer> portsOfPair = new HashMap<>();
  private final Map<RollupParty, Integer> parties = new HashMap<>();
  private final Map<RollupPod, Integer> pods = new HashMap<>();
  private final Map<String, Integer> nodes = new HashMap<>();
  private final Map<Values.Policies, Integer> policies = new HashMap<>();
  private final @Nullable Known[] known = new @Nullable Known[CACHE];
  private final @Nullable PolicyAttribution[] knownPolicies =
      new @Nullable PolicyAttribution[POLICY_CACHE];
  private final int[] policyNumbers = new int[POLICY_CACHE];
  private String lastNode = "";
  private int lastNodeNumber = -1;
  private int vantage;
  private Known source;
  private Known destination;

  /** The numbers of one endpoint under one name. */
  private record Known(Endpoint endpoint, String dnsName, int party, int pod) {
    @SuppressWarnings("ReferenceEquality")
    boolean is(Endpoint other, String otherName) {
      return endpoint == other && dnsName.equals(otherName);
    }
  }

  /**
   * @param values what is in the log already; filled further
   * @param log where new values are written to
   */
  Keys(Values values, Bytes log) {
    this.values = values;
    this.log = log;
    this.source = new Known(Endpoint.UNKNOWN, "", 0, -1);
    this.destination = source;
    if (values.keys().isEmpty()) {
      addBeyond();
    } else {
      know();
    }
  }

  private void addBeyond() {
    values.add(NOBODY, log);
    values.addNode("", log);
    values.add(Values.Policies.NONE, log);
    parties.put(NOBODY, 0);
    nodes.put("", 0);
    policies.put(Values.Policies.NONE, 0);
    addKey(-1, 0, 0, beyond(), 0, 0, 0, 0);
  }

  private static RollupKey beyond() {
    return new RollupKey(
        NOBODY,
        NOBODY,
        L4Protocol.NONE,
        0,
        FlowType.UNKNOWN_TYPE,
        Verdict.VERDICT_UNKNOWN,
        TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN,
        Reply.UNKNOWN,
        false,
        Vantage.NONE,
        0,
        "",
        List.of(),
        true);
  }

  /** Goes on with what a log has. */
  private void know() {
    number(values.parties(), parties);
    number(values.pods(), pods);
    number(values.nodes(), nodes);
    number(values.policies(), policies);
    keys.add(-1, 0, 0);
    for (RollupKey key : values.keys().subList(1, values.keys().size())) {
      int from = number(parties, key.source());
      int to = number(parties, key.destination());
      int policy = number(policies, new Values.Policies(key.policies(), key.allowed()));
      keys.add(
          pair(from, to), shape(key), rest(key.dropReason(), number(nodes, key.node()), policy));
      portOf(key.answer() ? pair(to, from) : pair(from, to), key.protocol(), key.port());
    }
  }

  private static <T> void number(List<T> values, Map<T, Integer> numbers) {
    for (T value : values) {
      numbers.putIfAbsent(value, numbers.size());
    }
  }

  private static <T> int number(Map<T, Integer> numbers, T value) {
    Integer number = numbers.get(value);
    if (number == null) {
      throw new BrokenRollupException("a key of " + value + ", which is not in the log");
    }
    return number;
  }

  /** The number of a flow's key. Afterwards its pods can be asked for. */
  int of(Flow flow) {
    vantage = Vantage.of(flow);
    boolean answer = Orientation.isAnswer(flow);
    source = party(flow.source(), flow.sourceNames());
    destination = party(flow.destination(), flow.destinationNames());
    int node = node(flow.node().name());
    int policy = policy(flow.policies());
    if (source.party < 0 || destination.party < 0 || node < 0 || policy < 0) {
      return BEYOND;
    }
    long parties = pair(source.party, destination.party);
    int port = answer ? flow.sourcePort() : flow.destinationPort();
    long shape = shape(flow, answer, vantage);
    long rest = rest(flow.dropReason(), node, policy);
    int found = keys.find(parties, shape | (long) (port + 1) << PORT, rest);
    if (found < keys.size()) {
      return found;
    }
    long pair = answer ? pair(destination.party, source.party) : parties;
    return newKey(flow, portOf(pair, flow.protocol(), port), parties, shape, rest);
  }

  /** From where the flow that was looked up last was seen, see {@link Vantage}. */
  int vantage() {
    return vantage;
  }

  /** Number of the pod at the source of the flow that was looked up last, or -1. */
  int sourcePod() {
    return source.pod;
  }

  int destinationPod() {
    return destination.pod;
  }

  private int newKey(Flow flow, int port, long parties, long shape, long rest) {
    long full = shape | (long) (port + 1) << PORT;
    int found = keys.find(parties, full, rest);
    if (found < keys.size()) {
      return found;
    }
    if (found >= MOST_KEYS) {
      return BEYOND;
    }
    int policy = (int) rest & (MOST_POLICIES - 1);
    int node = (int) (rest >>> 20) & (MOST_NODES - 1);
    Values.Policies deciding = values.policies().get(policy);
    RollupKey key =
        new RollupKey(
            values.parties().get(source.party),
            values.parties().get(destination.party),
            flow.protocol(),
            port,
            flow.type(),
            flow.verdict(),
            flow.direction(),
            flow.reply(),
            Orientation.isAnswer(flow),
            vantage,
            flow.dropReason(),
            values.nodes().get(node),
            deciding.names(),
            deciding.allowed());
    addKey(parties, full, rest, key, source.party, destination.party, node, policy);
    return found;
  }

  private void addKey(
      long a, long b, long c, RollupKey key, int from, int to, int node, int policy) {
    keys.add(a, b, c);
    values.add(key, from, to, node, policy, log);
  }

  /** The port itself, or the one that stands for more than are told apart. */
  private int portOf(long pair, L4Protocol protocol, int port) {
    long place = (long) protocol.ordinal() << 32 | port + 1;
    if (port < 0 || port > LAST_PORT) {
      // Flows from elsewhere may say anything.
      return RollupKey.MORE_PORTS;
    }
    if (ports.find(pair, place, 0) < ports.size()) {
      return port;
    }
    if (portsOfPair.merge(pair, 1, (n, one) -> Math.min(n + one, PORTS_PER_PAIR + 1))
        > PORTS_PER_PAIR) {
      return RollupKey.MORE_PORTS;
    }
    ports.add(pair, place, 0);
    return port;
  }

  private Known party(Endpoint endpoint, List<String> names) {
    String dnsName = names.isEmpty() || !endpoint.podName().isEmpty() ? "" : names.getFirst();
    int hash = (System.identityHashCode(endpoint) * 31 + dnsName.hashCode()) * 0x9e3779b9;
    int at = (hash >>> 16 ^ hash) & (CACHE - WAYS);
    for (int i = at; i < at + WAYS; i++) {
      Known one = known[i];
      if (one != null && one.is(endpoint, dnsName)) {
        return one;
      }
    }
    Known one = know(endpoint, dnsName, names);
    System.arraycopy(known, at, known, at + 1, WAYS - 1);
    known[at] = one;
    return one;
  }

  private Known know(Endpoint endpoint, String dnsName, List<String> names) {
    NodeName node = NodeName.of(endpoint, names);
    String workload = endpoint.workloads().isEmpty() ? "" : endpoint.workloads().getFirst().name();
    RollupParty party = new RollupParty(node, endpoint.namespace(), workload);
    RollupPod pod = new RollupPod(node, endpoint.podName(), endpoint.identity());
    Integer number = parties.get(party);
    if (number == null) {
      number = parties.size() < MOST_KEYS ? parties.size() : -1;
      if (number >= 0) {
        parties.put(party, number);
        values.add(party, log);
      }
    }
    Integer podNumber = pods.get(pod);
    if (podNumber == null) {
      podNumber = pods.size() < MOST_PODS ? pods.size() : -1;
      if (podNumber >= 0) {
        pods.put(pod, podNumber);
        values.add(pod, log);
      }
    }
    return new Known(endpoint, dnsName, number, podNumber);
  }

  @SuppressWarnings("ReferenceEquality")
  private int node(String name) {
    if (name == lastNode) {
      return lastNodeNumber;
    }
    Integer number = nodes.get(name);
    if (number == null) {
      number = nodes.size() < MOST_NODES ? nodes.size() : -1;
      if (number >= 0) {
        nodes.put(name, number);
        values.addNode(name, log);
      }
    }
    lastNode = name;
    lastNodeNumber = number;
    return number;
  }

  @SuppressWarnings("ReferenceEquality")
  private int policy(@Nullable PolicyAttribution attribution) {
    if (attribution == null) {
      return 0;
    }
    int at = System.identityHashCode(attribution) & (POLICY_CACHE - 1);
    if (knownPolicies[at] == attribution) {
      return policyNumbers[at];
    }
    Values.Policies deciding =
        new Values.Policies(attribution.policyNames(), attribution.allowed());
    Integer number = policies.get(deciding);
    if (number == null) {
      number = policies.size() < MOST_POLICIES ? policies.size() : -1;
      if (number >= 0) {
        policies.put(deciding, number);
        values.add(deciding, log);
      }
    }
    knownPolicies[at] = attribution;
    policyNumbers[at] = number;
    return number;
  }

  private static long pair(int from, int to) {
    return (long) from << 32 | to;
  }

  /** All but the port, which stands above. */
  private static long shape(Flow flow, boolean answer, int vantage) {
    return shape(
        flow.protocol(),
        flow.type(),
        flow.verdict(),
        flow.direction(),
        flow.reply(),
        answer,
        vantage);
  }

  private static long shape(RollupKey key) {
    return shape(
            key.protocol(),
            key.type(),
            key.verdict(),
            key.direction(),
            key.reply(),
            key.answer(),
            key.vantage())
        | (long) (key.port() + 1) << PORT;
  }

  private static long shape(
      L4Protocol protocol,
      FlowType type,
      Verdict verdict,
      TrafficDirection direction,
      Reply reply,
      boolean answer,
      int vantage) {
    return protocol.ordinal()
        | type.ordinal() << 4
        | verdict.ordinal() << 6
        | direction.ordinal() << 10
        | reply.ordinal() << 12
        | (answer ? 1 << 14 : 0)
        | vantage << 15;
  }

  private static long rest(int reason, int node, int policy) {
    return (long) reason << 32 | (long) node << 20 | policy;
  }
}
