package io.sextant.history.rollup;

import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.flow.Reply;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Part;
import io.sextant.history.block.Party;
import io.sextant.servicemap.Vantage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the numbers of the keys of a block's rows: what {@link Keys} knows of a value of the
 * partition's dictionary is asked once and kept under the value's number. Rows go through in short
 * loops, as a row is mostly waiting for memory, and so waits together with others. Belongs to the
 * adding thread.
 */
final class BlockKeys {
  private final Keys keys;
  private final Dictionary dictionary;

  // By number of the dictionary; 0 for what was not asked yet.
  private long[] sides = new long[1024];
  private int[] nodes = new int[64];
  private int[] policies = new int[64];

  private @Nullable Kind[] kinds = new @Nullable Kind[64];

  // By row.
  private long[] parties = {};
  private long[] shapes = {};
  private long[] rests = {};
  private int[] ports = {};
  private int[] found = {};
  private int[] sourcePods = {};
  private int[] destinationPods = {};

  /**
   * What a shape says of its rows.
   *
   * @param bits see {@link Keys#shape}, without the answer where only ports tell
   * @param isPlain whether all rows are alike in all but ports; else each is looked at as a flow
   */
  private record Kind(
      Reply reply, int tcpFlags, long bits, int reason, boolean isPacket, boolean isPlain) {
    static Kind of(Flow flow) {
      int vantage = Vantage.of(flow);
      return new Kind(
          flow.reply(),
          flow.tcpFlags(),
          Keys.shape(flow, flow.reply() == Reply.YES, vantage),
          flow.dropReason(),
          vantage != Vantage.NONE,
          flow.protocol().hasPorts());
    }
  }

  BlockKeys(Keys keys, Dictionary dictionary) {
    this.keys = keys;
    this.dictionary = dictionary;
  }

  /** Looks up all rows. */
  void find(BlockBuilder rows) {
    int count = rows.count();
    reserve(count);
    for (int row = 0; row < count; row++) {
      sides(rows, row);
    }
    for (int row = 0; row < count; row++) {
      shape(rows, row);
    }
    for (int row = 0; row < count; row++) {
      found[row] = keys.number(parties[row], shapes[row], ports[row], rests[row]);
    }
  }

  int key(int row) {
    return found[row];
  }

  /** Number of the pod at the source of a row; -1 for no packet. */
  int sourcePod(int row) {
    return sourcePods[row];
  }

  int destinationPod(int row) {
    return destinationPods[row];
  }

  private void sides(BlockBuilder rows, int row) {
    long source = side(rows.number(Part.SOURCE, row));
    long destination = side(rows.number(Part.DESTINATION, row));
    parties[row] = Keys.pair(Keys.party(source), Keys.party(destination));
    sourcePods[row] = Keys.pod(source);
    destinationPods[row] = Keys.pod(destination);
  }

  private void shape(BlockBuilder rows, int row) {
    int shape = rows.number(Part.SHAPE, row);
    Kind kind = kind(shape);
    int client = rows.client(row);
    int server = rows.server(row);
    if (!kind.isPlain) {
      boolean reply = kind.reply == Reply.YES;
      Flow flow = dictionary.example(shape, reply ? server : client, reply ? client : server);
      kind = Kind.of(flow);
      shapes[row] = kind.bits | (Orientation.isAnswer(flow) ? Keys.ANSWER : 0);
      ports[row] = 0;
    } else {
      boolean swapped =
          kind.reply == Reply.UNKNOWN && Orientation.looksLikeAnswer(kind.tcpFlags, client, server);
      shapes[row] = swapped ? kind.bits | Keys.ANSWER : kind.bits;
      ports[row] = swapped ? client : server;
    }
    rests[row] =
        Keys.rest(
            kind.reason,
            node(rows.number(Part.PLACE, row)),
            policy(rows.number(Part.DECISION, row)));
    if (!kind.isPacket) {
      sourcePods[row] = -1;
      destinationPods[row] = -1;
    }
  }

  private long side(int number) {
    if (number >= sides.length) {
      sides = Arrays.copyOf(sides, Math.max(number + 1, 2 * sides.length));
    }
    if (sides[number] == 0) {
      Party party = dictionary.party(number);
      sides[number] = keys.side(party.endpoint(), party.names());
    }
    return sides[number];
  }

  private Kind kind(int shape) {
    if (shape >= kinds.length) {
      kinds = Arrays.copyOf(kinds, Math.max(shape + 1, 2 * kinds.length));
    }
    Kind kind = kinds[shape];
    if (kind == null) {
      kind = Kind.of(dictionary.example(Part.SHAPE, shape));
      kinds[shape] = kind;
    }
    return kind;
  }

  /** Numbers are kept plus two: a negative one is known too. */
  private int node(int place) {
    if (place >= nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(place + 1, 2 * nodes.length));
    }
    if (nodes[place] == 0) {
      nodes[place] = keys.node(dictionary.place(place).node().name()) + 2;
    }
    return nodes[place] - 2;
  }

  private int policy(int decision) {
    if (decision >= policies.length) {
      policies = Arrays.copyOf(policies, Math.max(decision + 1, 2 * policies.length));
    }
    if (policies[decision] == 0) {
      policies[decision] = keys.policy(dictionary.decision(decision).policies()) + 2;
    }
    return policies[decision] - 2;
  }

  private void reserve(int count) {
    if (found.length < count) {
      parties = new long[count];
      shapes = new long[count];
      rests = new long[count];
      ports = new int[count];
      found = new int[count];
      sourcePods = new int[count];
      destinationPods = new int[count];
    }
  }
}
