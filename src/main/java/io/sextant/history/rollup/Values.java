package io.sextant.history.rollup;

import io.sextant.flow.FlowType;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.servicemap.NodeKind;
import io.sextant.servicemap.NodeName;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a log by their numbers, which are given in the order in which they come. Grows
 * only. One thread at a time.
 */
final class Values {
  /** What a value is; the byte that it begins with. */
  private enum Kind {
    PARTY,
    KEY,
    POD,
    NODE,
    POLICIES
  }

  /** Policies that decided. */
  record Policies(List<String> names, boolean allowed) {
    static final Policies NONE = new Policies(List.of(), true);
  }

  private static final Kind[] KINDS = Kind.values();
  private static final L4Protocol[] PROTOCOLS = L4Protocol.values();
  private static final FlowType[] TYPES = FlowType.values();
  private static final Verdict[] VERDICTS = Verdict.values();
  private static final TrafficDirection[] DIRECTIONS = TrafficDirection.values();
  private static final Reply[] REPLIES = Reply.values();
  private static final NodeKind[] NODE_KINDS = NodeKind.values();
  private static final int PORTS = 1 << 16;
  private static final int VANTAGES = 1 << 12;

  private final List<RollupParty> parties = new ArrayList<>();
  private final List<RollupKey> keys = new ArrayList<>();
  private final List<RollupPod> pods = new ArrayList<>();
  private final List<String> nodes = new ArrayList<>();
  private final List<Policies> policies = new ArrayList<>();

  Values copy() {
    Values copy = new Values();
    copy.parties.addAll(parties);
    copy.keys.addAll(keys);
    copy.pods.addAll(pods);
    copy.nodes.addAll(nodes);
    copy.policies.addAll(policies);
    return copy;
  }

  List<RollupParty> parties() {
    return parties;
  }

  List<RollupKey> keys() {
    return keys;
  }

  List<RollupPod> pods() {
    return pods;
  }

  List<String> nodes() {
    return nodes;
  }

  List<Policies> policies() {
    return policies;
  }

  void add(RollupParty party, Bytes log) {
    parties.add(party);
    log.put(Kind.PARTY.ordinal());
    putNode(party.node(), log);
    log.putText(party.namespace());
    log.putText(party.workload());
  }

  void add(RollupPod pod, Bytes log) {
    pods.add(pod);
    log.put(Kind.POD.ordinal());
    putNode(pod.node(), log);
    log.putText(pod.name());
    log.putSigned(pod.identity());
  }

  void addNode(String name, Bytes log) {
    nodes.add(name);
    log.put(Kind.NODE.ordinal());
    log.putText(name);
  }

  void add(Policies attribution, Bytes log) {
    policies.add(attribution);
    log.put(Kind.POLICIES.ordinal());
    log.putTexts(attribution.names());
    log.put(attribution.allowed() ? 1 : 0);
  }

  /** Adds a key whose parts have these numbers. */
  void add(RollupKey key, int source, int destination, int node, int policy, Bytes log) {
    keys.add(key);
    log.put(Kind.KEY.ordinal());
    log.putNumber(source);
    log.putNumber(destination);
    log.putNumber(key.protocol().ordinal());
    log.putNumber(key.port() + 1);
    log.putNumber(key.type().ordinal());
    log.putNumber(key.verdict().ordinal());
    log.putNumber(key.direction().ordinal());
    log.putNumber(key.reply().ordinal());
    log.putNumber(key.answer() ? 1 : 0);
    log.putNumber(key.vantage());
    log.putSigned(key.dropReason());
    log.putNumber(node);
    log.putNumber(policy);
  }

  /** Reads the values of a frame. */
  void read(ByteBuffer frame) {
    while (frame.hasRemaining()) {
      switch (KINDS[Bytes.below(frame, KINDS.length, "kind of a value")]) {
        case PARTY ->
            parties.add(new RollupParty(node(frame), Bytes.text(frame), Bytes.text(frame)));
        case POD ->
            pods.add(new RollupPod(node(frame), Bytes.text(frame), (int) Bytes.signed(frame)));
        case NODE -> nodes.add(Bytes.text(frame));
        case POLICIES ->
            policies.add(new Policies(Bytes.texts(frame), Bytes.below(frame, 2, "allowed") == 1));
        case KEY -> keys.add(key(frame));
      }
    }
  }

  private RollupKey key(ByteBuffer frame) {
    RollupParty source = parties.get(Bytes.below(frame, parties.size(), "source"));
    RollupParty destination = parties.get(Bytes.below(frame, parties.size(), "destination"));
    L4Protocol protocol = one(PROTOCOLS, frame);
    int port = Bytes.below(frame, PORTS + 1, "port") - 1;
    FlowType type = one(TYPES, frame);
    Verdict verdict = one(VERDICTS, frame);
    TrafficDirection direction = one(DIRECTIONS, frame);
    Reply reply = one(REPLIES, frame);
    boolean answer = Bytes.below(frame, 2, "answer") == 1;
    int vantage = Bytes.below(frame, VANTAGES, "vantage");
    int reason = (int) Bytes.signed(frame);
    String node = nodes.get(Bytes.below(frame, nodes.size(), "node"));
    Policies deciding = policies.get(Bytes.below(frame, policies.size(), "policies"));
    return new RollupKey(
        source,
        destination,
        protocol,
        port,
        type,
        verdict,
        direction,
        reply,
        answer,
        vantage,
        reason,
        node,
        deciding.names(),
        deciding.allowed());
  }

  private static <T extends Enum<T>> T one(T[] all, ByteBuffer frame) {
    return all[Bytes.below(frame, all.length, all[0].getDeclaringClass().getSimpleName())];
  }

  private static void putNode(NodeName node, Bytes log) {
    log.putText(node.id());
    log.putNumber(node.kind().ordinal());
    log.putText(node.name());
    log.putText(node.namespace());
    log.putText(node.workloadKind());
  }

  private static NodeName node(ByteBuffer frame) {
    return new NodeName(
        Bytes.text(frame),
        one(NODE_KINDS, frame),
        Bytes.text(frame),
        Bytes.text(frame),
        Bytes.text(frame));
  }
}
