package io.sextant.history.block;

import io.sextant.flow.Flow;
import org.jspecify.annotations.Nullable;

/** All columns of one block as numbers, and flows made of them. Reused by one thread. */
final class DecodedRows {
  private final DetailReader detailReader = new DetailReader();
  private final int[][] ids = new int[Part.ALL.length][0];
  private long[] time = new long[0];
  private long[] clock = new long[0];
  private long[] idHigh = new long[0];
  private long[] idLow = new long[0];
  private int[] length = new int[0];
  private int[] cpu = new int[0];
  private int[] client = new int[0];
  private int[] server = new int[0];
  private int[] work = new int[0];
  private @Nullable Block block;

  private int[] detailStart = new int[0];
  private byte[] details = new byte[0];
  private @Nullable Block detailed;

  Flow flow(Block of, int row, Scratch scratch) {
    load(of, scratch);
    Dictionary dictionary = of.dictionary();
    Party source = dictionary.party(ids[Part.SOURCE.ordinal()][row]);
    Party destination = dictionary.party(ids[Part.DESTINATION.ordinal()][row]);
    Shape shape = dictionary.shape(ids[Part.SHAPE.ordinal()][row]);
    Decision decision = dictionary.decision(ids[Part.DECISION.ordinal()][row]);
    Hop hop = dictionary.hop(ids[Part.PLACE.ordinal()][row]);
    Place place = dictionary.place(hop.place());
    boolean reply = shape.isReply();
    Flow.Builder flow = new Flow.Builder();
    shape.set(flow, reply ? server[row] : client[row], reply ? client[row] : server[row]);
    flow.time(time[row], shape.hasBootTime() ? time[row] - clock[row] : 0)
        .uuid(idHigh[row], idLow[row])
        .seenOn(place.node(), cpu[row])
        .networkInterface(place.networkInterface())
        .length(length[row])
        .policies(decision.policies())
        .rule(decision.ruleCookie(), decision.ruleRevision())
        .proxyPort(decision.proxyPort())
        .ethernet(hop.sourceMac(), hop.destinationMac());
    parties(flow, shape, source, destination);
    if (shape.hasDetails()) {
      loadDetails(of, scratch);
      int start = detailStart[row];
      detailReader.read(details, start, detailStart[row + 1] - start, flow);
    }
    return flow.build();
  }

  private static void parties(Flow.Builder flow, Shape shape, Party source, Party destination) {
    flow.ip(shape.ipVersion(), source.high(), source.low(), destination.high(), destination.low())
        .endpoints(source.endpoint(), destination.endpoint())
        .names(source.names(), destination.names())
        .services(source.service(), destination.service());
    if (!source.hasAddress()) {
      flow.unknownSource();
    }
    if (!destination.hasAddress()) {
      flow.unknownDestination();
    }
  }

  Flow details(Block of, int row, Scratch scratch) {
    loadDetails(of, scratch);
    int start = detailStart[row];
    int size = detailStart[row + 1] - start;
    Flow.Builder flow = new Flow.Builder();
    if (size > 0) {
      detailReader.read(details, start, size, flow);
    }
    return flow.build();
  }

  boolean mayHold(Block of, int row, WordSearch word, Scratch scratch) {
    loadDetails(of, scratch);
    return word.find(details, detailStart[row], detailStart[row + 1]) >= 0;
  }

  @SuppressWarnings("ReferenceEquality") // blocks are told apart as objects
  private void load(Block of, Scratch scratch) {
    if (of == block) {
      return;
    }
    block = null;
    reserve(of.rows());
    for (Part part : Part.ALL) {
      of.columnNumbers(part, scratch, ids[part.ordinal()], work);
    }
    of.times(scratch, time);
    of.clocks(scratch, clock);
    of.packetLengths(scratch, length);
    of.cpus(scratch, cpu);
    of.clientPorts(scratch, client);
    of.serverPorts(scratch, server);
    of.ids(scratch, idHigh, idLow);
    block = of;
  }

  private void reserve(int rows) {
    if (rows > time.length) {
      time = new long[rows];
      clock = new long[rows];
      idHigh = new long[rows];
      idLow = new long[rows];
      length = new int[rows];
      cpu = new int[rows];
      client = new int[rows];
      server = new int[rows];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = new int[rows];
      }
    }
    if (rows > work.length) {
      work = new int[rows];
    }
  }

  @SuppressWarnings("ReferenceEquality") // blocks are told apart as objects
  private void loadDetails(Block of, Scratch scratch) {
    if (of == detailed) {
      return;
    }
    detailed = null;
    int rows = of.rows();
    if (rows >= detailStart.length) {
      detailStart = new int[rows + 1];
      work = new int[rows];
    }
    int size = of.detailStarts(scratch, detailStart, work);
    details = of.inflate(scratch, details, size);
    detailed = of;
  }
}
