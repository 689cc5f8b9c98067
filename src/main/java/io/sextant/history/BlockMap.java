package io.sextant.history;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Party;
import io.sextant.history.block.Scratch;
import io.sextant.servicemap.NodeName;
import io.sextant.servicemap.Packets;
import io.sextant.servicemap.RangeMap;
import io.sextant.servicemap.Vantage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws rows of blocks without making flows of them: those with the same numbers are counted, and
 * drawn together at the {@link #finish end}. Belongs to one thread.
 */
final class BlockMap implements HistoryScan.Visitor, AutoCloseable {
  /** Groups after which the counts are drawn, so that memory is bounded. */
  private static final int MOST_GROUPS = 200_000;

  private final RangeMap map;
  private final long sinceNanos;
  private final long untilNanos;
  private final Scratch scratch = new Scratch();
  private final Map<NodeName, Integer> nodeNumbers = new HashMap<>();
  private final List<NodeName> names = new ArrayList<>();

  /** Nodes of source and destination. */
  private final Pairs sides = new Pairs();

  private final Pairs shaped = new Pairs();
  private final Pairs decided = new Pairs();

  /** With port and direction: 2 × port + 1 for an answer. */
  private final Pairs groups = new Pairs();

  private long[] counts = new long[1024];
  private long[] lasts = new long[1024];
  private Dictionary dictionary = new Dictionary();

  /** By number of the shape. */
  private @Nullable Kind[] kinds = {};

  // By number of the party: its node's number plus one, and when a packet of it was seen last.
  private int[] nodes = {};
  private long[] seen = {};

  // By row.
  private int[] source = {};
  private int[] destination = {};
  private int[] shape = {};
  private int[] decision = {};
  private int[] client = {};
  private int[] server = {};
  private int[] work = {};
  private long[] time = {};

  /** What a shape tells of its rows. */
  private record Kind(Flow example, int vantage, Reply reply) {
    static Kind of(Flow example) {
      return new Kind(example, Vantage.of(example), example.reply());
    }

    boolean isAnswer(int client, int server) {
      return switch (reply) {
        case YES -> true;
        case NO -> false;
        case UNKNOWN -> Orientation.looksLikeAnswer(example.tcpFlags(), client, server);
      };
    }

    /** A reply has its ports the other way round already. */
    int port(boolean answer, int client, int server) {
      return answer && reply == Reply.UNKNOWN ? client : server;
    }
  }

  BlockMap(RangeMap map, long sinceNanos, long untilNanos) {
    this.map = map;
    this.sinceNanos = sinceNanos;
    this.untilNanos = untilNanos;
  }

  @Override
  public void enter(Dictionary next) {
    finish();
    dictionary = next;
    kinds = new @Nullable Kind[next.count(Part.SHAPE)];
    nodes = new int[next.count(Part.SOURCE)];
    seen = new long[nodes.length];
  }

  @Override
  public void block(Block block, int @Nullable [] rows) {
    read(block);
    int count = rows == null ? block.rows() : rows.length;
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      if (time[row] >= sinceNanos && time[row] <= untilNanos) {
        add(block, row);
      }
    }
    if (groups.size() > MOST_GROUPS) {
      finish();
    }
  }

  @Override
  public void flow(Flow flow) {
    map.add(flow);
  }

  private void add(Block block, int row) {
    Kind kind = kind(shape[row]);
    if (!kind.example.protocol().hasPorts()) {
      // What kind of message it is stands in place of the ports.
      map.add(block.flow(row, scratch));
    } else if (kind.vantage != Vantage.NONE) {
      boolean answer = kind.isAnswer(client[row], server[row]);
      int port = kind.port(answer, client[row], server[row]);
      int both = sides.number(seen(source[row], time[row]), seen(destination[row], time[row]));
      int known = decided.number(shaped.number(both, shape[row]), decision[row]);
      count(groups.number(known, 2 * port + (answer ? 1 : 0)), time[row]);
    }
  }

  private void count(int group, long nanos) {
    if (group >= counts.length) {
      counts = Arrays.copyOf(counts, 2 * counts.length);
      lasts = Arrays.copyOf(lasts, 2 * lasts.length);
    }
    lasts[group] = counts[group] == 0 ? nanos : Math.max(lasts[group], nanos);
    counts[group]++;
  }

  /** Notes that a party was seen; gives the number of its node. */
  private int seen(int number, long nanos) {
    if (number >= seen.length) {
      int length = Math.max(number + 1, dictionary.count(Part.SOURCE));
      nodes = Arrays.copyOf(nodes, length);
      seen = Arrays.copyOf(seen, length);
    }
    if (nodes[number] == 0) {
      nodes[number] = node(dictionary.party(number)) + 1;
      seen[number] = nanos;
    }
    seen[number] = Math.max(seen[number], nanos);
    return nodes[number] - 1;
  }

  private int node(Party party) {
    NodeName name = NodeName.of(party.endpoint(), party.names());
    Integer known = nodeNumbers.putIfAbsent(name, names.size());
    if (known != null) {
      return known;
    }
    names.add(name);
    return names.size() - 1;
  }

  private Kind kind(int number) {
    if (number >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(number + 1, dictionary.count(Part.SHAPE)));
    }
    Kind kind = kinds[number];
    if (kind == null) {
      kind = Kind.of(dictionary.example(Part.SHAPE, number));
      kinds[number] = kind;
    }
    return kind;
  }

  /** Draws all that was counted. */
  void finish() {
    for (int number = 0; number < seen.length; number++) {
      if (nodes[number] > 0) {
        Endpoint endpoint = dictionary.party(number).endpoint();
        map.seen(
            names.get(nodes[number] - 1), endpoint.podName(), endpoint.identity(), seen[number]);
      }
    }
    for (int group = 0; group < groups.size(); group++) {
      draw(group);
    }
    sides.clear();
    shaped.clear();
    decided.clear();
    groups.clear();
    Arrays.fill(counts, 0);
    Arrays.fill(nodes, 0);
  }

  private void draw(int group) {
    int known = groups.first(group);
    int port = groups.second(group) >> 1;
    boolean answer = (groups.second(group) & 1) != 0;
    int kindOfSides = decided.first(known);
    Kind kind = kind(shaped.second(kindOfSides));
    int both = shaped.first(kindOfSides);
    NodeName from = names.get(sides.first(both));
    NodeName to = names.get(sides.second(both));
    PolicyAttribution policies = dictionary.decision(decided.second(known)).policies();
    map.add(
        new Packets(
            answer ? to : from,
            answer ? from : to,
            kind.example.protocol(),
            port,
            answer,
            kind.vantage,
            kind.example.verdict(),
            kind.example.direction() == TrafficDirection.INGRESS,
            kind.example.dropReason(),
            policies == null ? List.of() : policies.policyNames(),
            policies == null || policies.allowed(),
            counts[group],
            lasts[group]));
  }

  private void read(Block block) {
    int rows = block.rows();
    if (time.length < rows) {
      source = new int[rows];
      destination = new int[rows];
      shape = new int[rows];
      decision = new int[rows];
      client = new int[rows];
      server = new int[rows];
      work = new int[rows];
      time = new long[rows];
    }
    block.numbers(Part.SOURCE, scratch, source, work);
    block.numbers(Part.DESTINATION, scratch, destination, work);
    block.numbers(Part.SHAPE, scratch, shape, work);
    block.numbers(Part.DECISION, scratch, decision, work);
    block.clientPorts(scratch, client);
    block.serverPorts(scratch, server);
    block.times(scratch, time);
  }

  @Override
  public void close() {
    scratch.close();
  }
}
