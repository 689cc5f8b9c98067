package io.sextant.history.block;

import io.sextant.flow.Flow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Columns of one block as numbers, and flows made of them: the first few flows of a block are
 * looked up one by one, for more of them all columns are read. Reused by one thread.
 */
final class DecodedRows {
  /** Reading all columns costs as much as looking up some more flows than these. */
  private static final int FEW = 4;

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

  /** The block that all numbers are of; null when only the first ones are of any use. */
  private @Nullable Block block;

  /** The block that flows were looked up of last, and how many. */
  private @Nullable Block begun;

  private int lookedUp;

  private int[] detailStart = new int[0];
  private byte[] details = new byte[0];
  private @Nullable Block detailed;

  Flow flow(Block of, int row, Scratch scratch) {
    int at = place(of, row, scratch);
    Dictionary dictionary = of.dictionary();
    Party source = dictionary.party(ids[Part.SOURCE.ordinal()][at]);
    Party destination = dictionary.party(ids[Part.DESTINATION.ordinal()][at]);
    Shape shape = dictionary.shape(ids[Part.SHAPE.ordinal()][at]);
    Decision decision = dictionary.decision(ids[Part.DECISION.ordinal()][at]);
    Hop hop = dictionary.hop(ids[Part.PLACE.ordinal()][at]);
    Place place = dictionary.place(hop.place());
    boolean reply = shape.isReply();
    Flow.Builder flow = new Flow.Builder();
    shape.set(flow, reply ? server[at] : client[at], reply ? client[at] : server[at]);
    flow.time(time[at], shape.hasBootTime() ? time[at] - clock[at] : 0)
        .uuid(idHigh[at], idLow[at])
        .seenOn(place.node(), cpu[at])
        .networkInterface(place.networkInterface())
        .length(length[at])
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

  /** Marks the rows whose details may hold a word. */
  void mark(Block of, WordSearch word, Scratch scratch, long[] marks) {
    loadDetails(of, scratch);
    int rows = of.rows();
    int end = detailStart[rows];
    Arrays.fill(marks, 0);
    int row = 0;
    int at = word.find(details, 0, end);
    while (at >= 0) {
      while (detailStart[row + 1] <= at) {
        row++;
      }
      marks[row >>> 6] |= 1L << row;
      at = word.find(details, detailStart[row + 1], end);
    }
  }

  /** Where the numbers of a row are. */
  @SuppressWarnings("ReferenceEquality") // blocks are told apart as objects
  private int place(Block of, int row, Scratch scratch) {
    if (of == block) {
      return row;
    }
    if (of != begun) {
      begun = of;
      lookedUp = 0;
    }
    if (lookedUp < FEW && lookUp(of, row, scratch)) {
      lookedUp++;
      return 0;
    }
    load(of, scratch);
    return row;
  }

  private boolean lookUp(Block of, int row, Scratch scratch) {
    block = null;
    reserve(1);
    if (!IdReader.readOne(of, row, scratch, idHigh, idLow)) {
      return false;
    }
    for (Part part : Part.ALL) {
      ids[part.ordinal()][0] = of.columnNumber(part, row, scratch);
    }
    time[0] = of.open(Layout.Column.TIME, scratch).longAt(row, of.rows());
    clock[0] = of.open(Layout.Column.CLOCK, scratch).longAt(row, of.rows());
    length[0] = of.open(Layout.Column.LENGTH, scratch).intAt(row, of.rows());
    cpu[0] = of.open(Layout.Column.CPU, scratch).intAt(row, of.rows());
    client[0] = of.open(Layout.Column.CLIENT_PORT, scratch).intAt(row, of.rows());
    server[0] = of.open(Layout.Column.SERVER_PORT, scratch).intAt(row, of.rows());
    return true;
  }

  private void load(Block of, Scratch scratch) {
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
