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

  /** Of what finds no number. */
  private static final long NOWHERE = -1;

  // Where things stand in a shape; the protocol is first.
  private static final int TYPE = 4;
  private static final int VERDICT = 6;
  private static final int DIRECTION = 10;
  private static final int REPLY = 12;
  static final int ANSWER = 1 << 14;
  private static final int VANTAGE = 15;
  private static final int PORT = 32;

  private static final L4Protocol[] PROTOCOLS = L4Protocol.values();
  private static final FlowType[] TYPES = FlowType.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final TrafficDirection[] DIRECTIONS = TrafficDirection.values();
  private static final Reply[] REPLIES = Reply.values();

  private static final int CACHE = 1 << 15;
  private static final int WAYS = 4;
  private static final int POLICY_CACHE = 1 << 8;
  private static final int NODE_CACHE = 1 << 8;
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
  private final @Nullable String[] knownNodes = new @Nullable String[NODE_CACHE];
  private final int[] nodeNumbers = new int[NODE_CACHE];
  private int sourcePod;
  private int destinationPod;

  /** The numbers of one endpoint under one name. */
  private record Known(Endpoint endpoint, String dnsName, long numbers) {
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
          pair(from, to),
          withPort(shape(key), key.port()),
          rest(key.dropReason(), number(nodes, key.node()), policy));
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
    int vantage = Vantage.of(flow);
    long source = side(flow.source(), flow.sourceNames());
    long destination = side(flow.destination(), flow.destinationNames());
    sourcePod = vantage == Vantage.NONE ? -1 : pod(source);
    destinationPod = vantage == Vantage.NONE ? -1 : pod(destination);
    boolean answer = Orientation.isAnswer(flow);
    return number(
        pair(party(source), party(destination)),
        shape(flow, answer, vantage),
        answer ? flow.sourcePort() : flow.destinationPort(),
        rest(flow.dropReason(), node(flow.node().name()), policy(flow.policies())));
  }

  /**
   * The number of a key.
   *
   * @param parties see {@link #pair}; negative where one of them has no number
   * @param shape see {@link #shape}
   * @param port of the server
   * @param rest see {@link #rest}
   */
  int number(long parties, long shape, int port, long rest) {
    if (parties == NOWHERE || rest == NOWHERE) {
      return BEYOND;
    }
    int found = keys.find(parties, withPort(shape, port), rest);
    return found < keys.size() ? found : newKey(parties, shape, port, rest);
  }

  /** Number of the pod at the source of the flow that was looked up last; -1 for no packet. */
  int sourcePod() {
    return sourcePod;
  }

  int destinationPod() {
    return destinationPod;
  }

  private int newKey(long parties, long shape, int wantedPort, long rest) {
    int from = (int) (parties >>> 32);
    int to = (int) parties;
    boolean answer = (shape & ANSWER) != 0;
    L4Protocol protocol = PROTOCOLS[bits(shape, 0, 4)];
    int port = portOf(answer ? pair(to, from) : parties, protocol, wantedPort);
    long full = withPort(shape, port);
    int found = keys.find(parties, full, rest);
    if (found < keys.size()) {
      return found;
    }
    if (found >= MOST_KEYS) {
      return BEYOND;
    }
    int policy = bits(rest, 0, 20);
    int node = bits(rest, 20, 12);
    Values.Policies deciding = values.policies().get(policy);
    RollupKey key =
        new RollupKey(
            values.parties().get(from),
            values.parties().get(to),
            protocol,
            port,
            TYPES[bits(shape, TYPE, 2)],
            VERDICTS[bits(shape, VERDICT, 4)],
            DIRECTIONS[bits(shape, DIRECTION, 2)],
            REPLIES[bits(shape, REPLY, 2)],
            answer,
            bits(shape, VANTAGE, 12),
            (int) (rest >> 32),
            values.nodes().get(node),
            deciding.names(),
            deciding.allowed());
    addKey(parties, full, rest, key, from, to, node, policy);
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

  /** The numbers of an endpoint under its names, see {@link #party} and {@link #pod}. */
  long side(Endpoint endpoint, List<String> names) {
    String dnsName = names.isEmpty() || !endpoint.podName().isEmpty() ? "" : names.getFirst();
    int hash = (System.identityHashCode(endpoint) * 31 + dnsName.hashCode()) * 0x9e3779b9;
    int at = (hash >>> 16 ^ hash) & (CACHE - WAYS);
    for (int i = at; i < at + WAYS; i++) {
      Known one = known[i];
      if (one != null && one.is(endpoint, dnsName)) {
        return one.numbers;
      }
    }
    Known one = new Known(endpoint, dnsName, know(endpoint, names));
    System.arraycopy(known, at, known, at + 1, WAYS - 1);
    known[at] = one;
    return one.numbers;
  }

  /** Both plus two, so that none is 0. */
  private static long numbers(int party, int pod) {
    return (long) (party + 2) << 32 | (pod + 2);
  }

  /** Negative where there are too many. */
  static int party(long side) {
    return (int) (side >>> 32) - 2;
  }

  static int pod(long side) {
    return (int) side - 2;
  }

  private long know(Endpoint endpoint, List<String> names) {
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
    return numbers(number, podNumber);
  }

  /** The number of a node; negative where there are too many. */
  @SuppressWarnings("ReferenceEquality")
  int node(String name) {
    int at = name.hashCode() & (NODE_CACHE - 1);
    if (knownNodes[at] == name) {
      return nodeNumbers[at];
    }
    Integer number = nodes.get(name);
    if (number == null) {
      number = nodes.size() < MOST_NODES ? nodes.size() : -1;
      if (number >= 0) {
        nodes.put(name, number);
        values.addNode(name, log);
      }
    }
    knownNodes[at] = name;
    nodeNumbers[at] = number;
    return number;
  }

  /** The number of those that decided; negative where there are too many. */
  @SuppressWarnings("ReferenceEquality")
  int policy(@Nullable PolicyAttribution attribution) {
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

  static long pair(int from, int to) {
    return from < 0 || to < 0 ? NOWHERE : (long) from << 32 | to;
  }

  /** All but the port, which stands above. */
  static long shape(Flow flow, boolean answer, int vantage) {
    return flow.protocol().ordinal()
        | flow.type().ordinal() << TYPE
        | flow.verdict().ordinal() << VERDICT
        | flow.direction().ordinal() << DIRECTION
        | flow.reply().ordinal() << REPLY
        | (answer ? ANSWER : 0)
        | vantage << VANTAGE;
  }

  private static long shape(RollupKey key) {
    return key.protocol().ordinal()
        | key.type().ordinal() << TYPE
        | key.verdict().ordinal() << VERDICT
        | key.direction().ordinal() << DIRECTION
        | key.reply().ordinal() << REPLY
        | (key.answer() ? ANSWER : 0)
        | key.vantage() << VANTAGE;
  }

  private static long withPort(long shape, int port) {
    return shape | (long) (port + 1) << PORT;
  }

  static long rest(int reason, int node, int policy) {
    return node < 0 || policy < 0 ? NOWHERE : (long) reason << 32 | (long) node << 20 | policy;
  }

  private static int bits(long from, int at, int count) {
    return (int) (from >>> at) & ((1 << count) - 1);
  }
}
