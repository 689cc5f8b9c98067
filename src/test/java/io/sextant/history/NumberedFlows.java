package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.Node;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import io.sextant.history.block.Block;
import io.sextant.history.block.Scratch;
import java.util.ArrayList;
import java.util.List;

/** Flows that can be told from their sequence number, and what a history has of them. */
final class NumberedFlows {
  static final long START = TestFlows.TEN_TWENTY;
  static final long STEP_NANOS = 1_000_000;

  private static final long SESSION = 4_711;
  private static final Node NODE = Node.named("node-1");
  private static final int DROP_EACH = 20;

  private NumberedFlows() {}

  /** Every 20th is dropped. */
  static Flow flow(long sequence) {
    IpAddress source = new IpAddress(0, 0xffff_0a00_0000L + sequence % 200);
    IpAddress destination = new IpAddress(0, 0xffff_0a01_0000L + sequence % 7);
    return new Flow.Builder()
        .time(time(sequence), sequence)
        .seenOn(NODE, (int) (sequence % 4))
        .uuid(FlowId.high(SESSION), FlowId.low(sequence))
        .verdict(isDropped(sequence) ? Verdict.DROPPED : Verdict.FORWARDED)
        .event(FlowType.L3_L4, EventType.TRACE, ObservationPoint.TO_ENDPOINT.ordinal())
        .trace(ObservationPoint.apiNumber(0), 1)
        .endpoints(TestFlows.FRONTEND, TestFlows.CATALOG)
        .ip(IpVersion.IPv4, source, destination)
        .tcp(30_000 + (int) (sequence % 5_000), 8080, TcpFlags.SYN)
        .build();
  }

  static boolean isDropped(long sequence) {
    return sequence % DROP_EACH == 0;
  }

  static long time(long sequence) {
    return START + sequence * STEP_NANOS;
  }

  /** Gives the writer the flows from one number up to another, without it. */
  static void append(History history, long from, long to) {
    for (long sequence = from; sequence < to; sequence++) {
      history.writer().append(sequence, flow(sequence));
    }
  }

  /** Lets the writer acknowledge all that it was given. */
  static void force(History history) {
    HistoryWriter writer = history.writer();
    do {
      writer.tick(System.nanoTime());
    } while (writer.acknowledged() < writer.given());
  }

  /** All sequence numbers in order, after a look at each flow. */
  static List<Long> read(History history) {
    List<Long> found = new ArrayList<>();
    try (HistoryReader reader = history.snapshot();
        Scratch scratch = new Scratch()) {
      for (PartitionReader partition : reader.partitions()) {
        for (int i = 0; i < partition.blocks(); i++) {
          read(partition.block(i), scratch, found);
        }
      }
    }
    return found;
  }

  private static void read(Block block, Scratch scratch, List<Long> found) {
    assertThat(block.verify()).isTrue();
    long[] sequences = new long[block.rows()];
    block.sequences(scratch, sequences);
    for (int row = 0; row < sequences.length; row++) {
      Flow flow = block.flow(row, scratch);
      assertThat(flow.timeNanos()).isEqualTo(time(sequences[row]));
      assertThat(FlowId.counter(flow.uuidLow())).isEqualTo(sequences[row]);
      found.add(sequences[row]);
    }
  }
}
