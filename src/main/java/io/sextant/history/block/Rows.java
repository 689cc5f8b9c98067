package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.Reply;
import java.util.Arrays;

/** Flows as numbers, a row each. */
final class Rows {
  final long[] sequence;
  final long[] time;
  final long[] clock;
  final long[] idHigh;
  final long[] idLow;
  final int[] length;
  final int[] cpu;
  final int[] source;
  final int[] destination;
  final int[] client;
  final int[] server;
  final int[] shape;
  final int[] place;
  final int[] decision;
  final int[] hop;
  final int[] detailEnd;
  final byte[] verdict;
  private boolean clockKnown;

  Rows(int capacity) {
    sequence = new long[capacity];
    time = new long[capacity];
    clock = new long[capacity];
    idHigh = new long[capacity];
    idLow = new long[capacity];
    length = new int[capacity];
    cpu = new int[capacity];
    source = new int[capacity];
    destination = new int[capacity];
    client = new int[capacity];
    server = new int[capacity];
    shape = new int[capacity];
    place = new int[capacity];
    decision = new int[capacity];
    hop = new int[capacity];
    detailEnd = new int[capacity];
    verdict = new byte[capacity];
  }

  int capacity() {
    return sequence.length;
  }

  /** The numbers that a part's column holds: hops for places. */
  int[] ids(Part part) {
    return switch (part) {
      case SOURCE -> source;
      case DESTINATION -> destination;
      case SHAPE -> shape;
      case PLACE -> hop;
      case DECISION -> decision;
    };
  }

  /** Sets all of a row that is not looked up. */
  void set(int row, long number, Flow flow) {
    clockKnown &= row > 0;
    boolean reply = flow.reply() == Reply.YES;
    long boot = flow.bootNanos();
    sequence[row] = number;
    time[row] = flow.timeNanos();
    clock(row, flow.timeNanos(), boot);
    idHigh[row] = flow.uuidHigh();
    idLow[row] = flow.uuidLow();
    length[row] = flow.packetLength();
    cpu[row] = flow.cpu();
    client[row] = reply ? flow.l4Second() : flow.l4First();
    server[row] = reply ? flow.l4First() : flow.l4Second();
    verdict[row] = (byte) flow.verdict().ordinal();
  }

  /** Flows without a boot time have that of the others, so that it takes no room. */
  private void clock(int row, long wall, long boot) {
    if (boot == 0) {
      clock[row] = row == 0 ? 0 : clock[row - 1];
      return;
    }
    clock[row] = wall - boot;
    if (row == 0) {
      clockKnown = true;
    } else if (!clockKnown) {
      clockKnown = true;
      Arrays.fill(clock, 0, row, clock[row]);
    }
  }
}
