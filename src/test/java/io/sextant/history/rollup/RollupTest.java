package io.sextant.history.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.servicemap.NodeName;
import io.sextant.servicemap.Vantage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RollupTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @Test
  void sumsAndRests_areThePlainSums_ofAnyRange() {
    Random random = new Random(11);
    List<Flow> flows = flows(random, 30_000, SECOND / 2);
    RollupLog log = new RollupLog();
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < flows.size(); i++) {
      builder.add(i, flows.get(i));
      append(builder);
      if (random.nextInt(3000) == 0) {
        log.extend(file());
        assertSameSums(random, log, flows.subList(0, i + 1), 3);
      }
    }
    builder.seal();
    append(builder);
    log.extend(file());
    assertThat(log.replayFrom()).isEqualTo(flows.size());
    assertSameSums(random, log, flows, 60);
  }

  @Test
  void crashedLog_isMadeWholeAgain_byTheFlowsFromItsMarkOn() {
    Random random = new Random(12);
    List<Flow> flows = flows(random, 8_000, SECOND / 4);
    RollupBuilder builder = new RollupBuilder();
    int added = 0;
    for (int crash = 0; crash < 12; crash++) {
      int until = Math.min(flows.size(), added + random.nextInt(900));
      for (; added < until; added++) {
        builder.add(added, flows.get(added));
        append(builder);
      }
      // What was written last is lost, in the middle of a frame mostly.
      byte[] bytes = file.toByteArray();
      int kept = Math.max(0, bytes.length - random.nextInt(400));
      RollupLog log = new RollupLog();
      log.extend(ByteBuffer.wrap(bytes, 0, kept).slice());
      file.reset();
      file.write(bytes, 0, log.goodBytes());
      builder = RollupBuilder.resume(log);
      for (int i = (int) Math.max(0, builder.replayFrom()); i < added; i++) {
        builder.add(i, flows.get(i));
      }
    }
    builder.seal();
    append(builder);
    RollupLog log = new RollupLog();
    log.extend(file());
    assertSameSums(random, log, flows.subList(0, added), 40);
  }

  @Test
  void logCutAnywhere_andTheFlowsItDoesNotCount_areThePlainSums() {
    Random random = new Random(14);
    List<Flow> flows = flows(random, 6_000, SECOND);
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < flows.size(); i++) {
      builder.add(i, flows.get(i));
    }
    builder.seal();
    append(builder);
    byte[] bytes = file.toByteArray();
    for (int i = 0; i < 300; i++) {
      RollupLog log = new RollupLog();
      log.extend(ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length)).slice());
      assertThat(read(log, flows, Long.MIN_VALUE, Long.MAX_VALUE, 0))
          .as("cut behind %d", log.goodBytes())
          .isEqualTo(plain(flows, Long.MIN_VALUE, Long.MAX_VALUE, 0));
    }
  }

  @Test
  void longRange_isReadFromHours() {
    List<Flow> flows = flows(new Random(13), 40_000, SECOND / 2);
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < flows.size(); i++) {
      builder.add(i, flows.get(i));
    }
    builder.seal();
    append(builder);
    RollupLog log = new RollupLog();
    log.extend(file());

    assertThat(log.stretches(RollupRange.of(Long.MIN_VALUE, Long.MAX_VALUE), 0)).isLessThan(12);
  }

  @Test
  void portsOfAScan_shareASumBeyondTheBound() {
    RollupBuilder builder = new RollupBuilder();
    for (int port = 1; port <= 1000; port++) {
      builder.add(port, TestFlows.scan(port));
    }
    builder.seal();
    append(builder);
    RollupLog log = new RollupLog();
    log.extend(file());
    Map<Integer, Long> byPort = new TreeMap<>();
    log.read(
        RollupRange.of(Long.MIN_VALUE, Long.MAX_VALUE),
        0,
        sums((_, key, flows, _, _, _) -> byPort.merge(key.port(), flows, Long::sum)));

    assertThat(byPort).hasSize(Keys.PORTS_PER_PAIR + 1);
    assertThat(byPort.get(RollupKey.MORE_PORTS)).isEqualTo(1000 - Keys.PORTS_PER_PAIR);
  }

  @Test
  void damagedFrame_endsWhatIsRead() {
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < 10; i++) {
      builder.add(
          i,
          TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
              .time(TestFlows.TEN_TWENTY + i * 60L * SECOND, 0)
              .build());
    }
    builder.seal();
    append(builder);
    byte[] bytes = file.toByteArray();
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x10;
      RollupLog log = new RollupLog();
      log.extend(ByteBuffer.wrap(damaged));
      assertThat(log.goodBytes()).as("damage at %d", at).isLessThanOrEqualTo(at);
    }
  }

  @Test
  void range_isCutWhereStretchesBegin() {
    assertThat(RollupRange.of(10 * SECOND, 30 * SECOND - 1))
        .isEqualTo(new RollupRange(10 * SECOND, 30 * SECOND, List.of()));
    assertThat(RollupRange.of(10 * SECOND + 1, 30 * SECOND))
        .isEqualTo(
            new RollupRange(
                20 * SECOND,
                30 * SECOND,
                List.of(
                    new RollupRange.Rest(10 * SECOND + 1, 20 * SECOND - 1),
                    new RollupRange.Rest(30 * SECOND, 30 * SECOND))));
    assertThat(RollupRange.of(11 * SECOND, 19 * SECOND).hasInner()).isFalse();
    assertThat(RollupRange.of(11 * SECOND, 19 * SECOND).rests())
        .containsExactly(new RollupRange.Rest(11 * SECOND, 19 * SECOND));
  }

  private void append(RollupBuilder builder) {
    ByteBuffer pending = builder.pending();
    byte[] bytes = new byte[pending.remaining()];
    pending.get(bytes);
    file.writeBytes(bytes);
    builder.written();
  }

  private ByteBuffer file() {
    return ByteBuffer.wrap(file.toByteArray());
  }

  private static List<Flow> flows(Random random, int count, long pace) {
    RollupFlows source = new RollupFlows(random, 300);
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flows.add(source.next(pace));
    }
    return flows;
  }

  private static void assertSameSums(Random random, RollupLog log, List<Flow> flows, int rounds) {
    long first = flows.getFirst().timeNanos() - 400 * SECOND;
    long last = flows.getLast().timeNanos() + 5 * SECOND;
    long[] buckets = {0, 10 * SECOND, 60 * SECOND, 3600 * SECOND, 30 * SECOND};
    for (int i = 0; i < rounds; i++) {
      long since = first + random.nextLong(last - first);
      long until = since + random.nextLong(last - since);
      if (random.nextBoolean()) {
        since -= since % (random.nextBoolean() ? 10 * SECOND : 3600 * SECOND);
        until -= until % (10 * SECOND) + 1;
      }
      if (random.nextInt(5) == 0) {
        since = Long.MIN_VALUE;
        until = Long.MAX_VALUE;
      }
      long bucket = buckets[random.nextInt(buckets.length)];
      assertThat(read(log, flows, since, until, bucket))
          .as("since %d until %d by %d", since, until, bucket)
          .isEqualTo(plain(flows, since, until, bucket));
    }
  }

  /** Sums of the log, and those flows that it says must be asked one by one. */
  private static Map<List<Object>, List<Long>> read(
      RollupLog log, List<Flow> flows, long since, long until, long bucket) {
    Map<List<Object>, List<Long>> sums = new HashMap<>();
    RollupRange range = RollupRange.of(since, until);
    if (range.hasInner()) {
      log.read(
          range,
          bucket,
          sums((at, key, count, bytes, firstNanos, lastNanos) ->
              put(sums, at, key, count, bytes, firstNanos, lastNanos)));
    }
    for (int i = 0; i < flows.size(); i++) {
      Flow flow = flows.get(i);
      long time = flow.timeNanos();
      boolean inRest =
          range.rests().stream().anyMatch(r -> time >= r.sinceNanos() && time <= r.untilNanos());
      boolean inside = range.hasInner() && time >= range.sinceNanos() && time < range.untilNanos();
      boolean missing = inside && i >= log.replayFrom() && !log.counts(i, time);
      if (inRest || missing) {
        add(sums, flow, bucket);
      }
    }
    return sums;
  }

  private static Map<List<Object>, List<Long>> plain(
      List<Flow> flows, long since, long until, long bucket) {
    Map<List<Object>, List<Long>> sums = new HashMap<>();
    for (Flow flow : flows) {
      if (flow.timeNanos() >= since && flow.timeNanos() <= until) {
        add(sums, flow, bucket);
      }
    }
    return sums;
  }

  private static void add(Map<List<Object>, List<Long>> sums, Flow flow, long bucket) {
    long time = flow.timeNanos();
    long at = bucket == 0 ? Long.MIN_VALUE : Math.floorDiv(time, bucket) * bucket;
    put(sums, at, key(flow), 1, flow.packetLength(), time, time);
  }

  /** Ports are left out: which of a scan are told apart depends on their order. */
  private static void put(
      Map<List<Object>, List<Long>> sums,
      long at,
      RollupKey key,
      long flows,
      long bytes,
      long first,
      long last) {
    sums.merge(
        List.of(at, withoutPort(key)),
        List.of(flows, bytes, first / MILLI, last / MILLI),
        (a, b) ->
            List.of(
                a.get(0) + b.get(0),
                a.get(1) + b.get(1),
                Math.min(a.get(2), b.get(2)),
                Math.max(a.get(3), b.get(3))));
  }

  private static RollupKey withoutPort(RollupKey key) {
    return new RollupKey(
        key.source(),
        key.destination(),
        key.protocol(),
        0,
        key.type(),
        key.verdict(),
        key.direction(),
        key.reply(),
        key.answer(),
        key.vantage(),
        key.dropReason(),
        key.node(),
        key.policies(),
        key.allowed());
  }

  private static RollupKey key(Flow flow) {
    var policies = flow.policies();
    return new RollupKey(
        party(flow.source(), flow.sourceNames()),
        party(flow.destination(), flow.destinationNames()),
        flow.protocol(),
        Orientation.serverPort(flow),
        flow.type(),
        flow.verdict(),
        flow.direction(),
        flow.reply(),
        Orientation.isAnswer(flow),
        Vantage.of(flow),
        flow.dropReason(),
        flow.node().name(),
        policies == null ? List.of() : policies.policyNames(),
        policies == null || policies.allowed());
  }

  private static RollupParty party(Endpoint endpoint, List<String> names) {
    return new RollupParty(
        NodeName.of(endpoint, names),
        endpoint.namespace(),
        endpoint.workloads().isEmpty() ? "" : endpoint.workloads().getFirst().name());
  }

  private interface SumConsumer {
    void sum(long at, RollupKey key, long flows, long bytes, long first, long last);
  }

  private static RollupVisitor sums(SumConsumer consumer) {
    return new RollupVisitor() {
      @Override
      public void sum(
          long at, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos) {
        consumer.sum(at, key, flows, bytes, firstNanos, lastNanos);
      }

      @Override
      public boolean wantsPods() {
        return true;
      }

      @Override
      public void pod(RollupPod pod, long lastNanos) {}

      @Override
      public void beyond(long flows) {
        throw new AssertionError(flows + " flows beyond");
      }
    };
  }
}
