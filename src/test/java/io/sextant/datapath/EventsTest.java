package io.sextant.datapath;

import static io.sextant.datapath.TestPackets.ACK;
import static io.sextant.datapath.TestPackets.FIN;
import static io.sextant.datapath.TestPackets.PSH;
import static io.sextant.datapath.TestPackets.SYN;
import static io.sextant.datapath.TestPackets.tcp;
import static io.sextant.datapath.TestPackets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.EventSettings.Aggregation;
import io.sextant.datapath.EventSettings.EventKind;
import io.sextant.datapath.TestDatapath.Event;
import io.sextant.datapath.TestDatapath.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What events look like byte by byte, when they come, and how they are counted. */
@Tag("kernel")
class EventsTest {
  private static final String POD = "10.1.0.10";
  private static final String PEER = "10.1.0.20";

  @SuppressWarnings("NullAway.Init")
  private static TestDatapath test;

  @BeforeAll
  static void open() throws IOException {
    test = new TestDatapath();
    test.address(POD, TestDatapath.IDENTITY);
    test.address(PEER, 5_000);
  }

  @AfterAll
  static void close() throws IOException {
    test.close();
  }

  @BeforeEach
  void reset() throws IOException {
    test.datapath.connections().clear();
    report(EventSettings.defaults().withAggregation(Aggregation.LOWEST));
  }

  private static void report(EventSettings settings) throws IOException {
    test.datapath.configure(settings);
  }

  @Test
  void dropNotify_hasVersion3AndThePacket() throws Exception {
    test.enforce(Set.of(EndpointFlag.ENFORCE_INGRESS));
    byte[] packet = udp(PEER, 1_000, POD, 53);
    Event drop = test.toEndpoint(packet).events().getLast();
    assertThat(drop.u8(0)).as("type").isEqualTo(1);
    assertThat(drop.u8(1)).as("reason").isEqualTo(133);
    assertThat(drop.u16(2)).as("source").isEqualTo(TestDatapath.ENDPOINT_ID);
    assertThat(drop.i32(8)).as("len_orig").isEqualTo(packet.length);
    assertThat(drop.u16(12)).as("len_cap").isEqualTo(packet.length);
    assertThat(drop.u8(14)).as("version").isEqualTo(3);
    assertThat(drop.u8(15)).as("ext_version").isZero();
    assertThat(drop.i32(16)).as("src_label").isEqualTo(5_000);
    assertThat(drop.i32(20)).as("dst_label").isEqualTo(TestDatapath.IDENTITY);
    assertThat(drop.i32(24)).as("dst_id").isEqualTo(TestDatapath.ENDPOINT_ID);
    assertThat(drop.u16(28)).as("line").isPositive();
    assertThat(drop.u8(30)).as("file: policy.h").isEqualTo(203);
    assertThat(drop.u8(31)).as("ext_error").isZero();
    assertThat(drop.i32(32)).as("ifindex").isEqualTo(TestDatapath.LOOPBACK);
    assertThat(drop.u8(36)).as("flags").isZero();
    assertThat(Arrays.copyOfRange(bytes(drop), 48, 48 + packet.length)).isEqualTo(packet);
  }

  @Test
  void traceNotify_hasVersion2AndThePacket() throws Exception {
    test.open();
    byte[] packet = udp(POD, 1_000, PEER, 53);
    Event trace = test.fromEndpoint(packet).events().getLast();
    assertThat(trace.u8(0)).as("type").isEqualTo(4);
    assertThat(trace.u8(1)).as("to-stack").isEqualTo(3);
    assertThat(trace.u16(2)).as("source").isEqualTo(TestDatapath.ENDPOINT_ID);
    assertThat(trace.i32(8)).as("len_orig").isEqualTo(packet.length);
    assertThat(trace.u8(14)).as("version").isEqualTo(2);
    assertThat(trace.i32(16)).as("src_label").isEqualTo(TestDatapath.IDENTITY);
    assertThat(trace.i32(20)).as("dst_label").isEqualTo(5_000);
    assertThat(trace.u16(24)).as("dst_id").isZero();
    assertThat(trace.u8(26)).as("reason: new").isZero();
    assertThat(trace.i32(28)).as("ifindex").isEqualTo(TestDatapath.LOOPBACK);
    assertThat(Arrays.copyOfRange(bytes(trace), 32, 56)).as("orig_ip, trace id").containsOnly(0);
    assertThat(Arrays.copyOfRange(bytes(trace), 56, 56 + packet.length)).isEqualTo(packet);
  }

  @Test
  void policyVerdictNotify_hasVersion1TheRevisionAndThePacket() throws Exception {
    RuleSet set =
        test.enforce(
            Set.of(EndpointFlag.ENFORCE_EGRESS),
            new RuleEntry(5_000, Direction.EGRESS, 17, 53, 16, false, 0x01020304));
    byte[] packet = udp(POD, 1_000, PEER, 53);
    Event verdict = test.fromEndpoint(packet).events().getFirst();
    assertThat(verdict.u8(0)).as("type").isEqualTo(5);
    assertThat(verdict.u8(1)).as("subtype").isZero();
    assertThat(verdict.u8(14)).as("version").isEqualTo(1);
    assertThat(verdict.i32(16)).as("remote_label").isEqualTo(5_000);
    assertThat(verdict.i32(20)).as("verdict").isZero();
    assertThat(verdict.u16(24)).as("dst_port").isEqualTo(53);
    assertThat(verdict.u8(26)).as("proto").isEqualTo(17);
    assertThat(verdict.u8(27)).as("egress, match 2").isEqualTo(2 | (2 << 3));
    assertThat(verdict.u8(28)).as("auth_type").isZero();
    assertThat(verdict.i32(32)).as("cookie").isEqualTo(0x01020304);
    assertThat(verdict.i32(36)).as("revision").isEqualTo(set.revision());
    assertThat(Arrays.copyOfRange(bytes(verdict), 40, 40 + packet.length)).isEqualTo(packet);
  }

  @Test
  void longPacket_isCutTo128Bytes() throws Exception {
    test.open();
    byte[] packet =
        TestPackets.ip(POD, PEER, TestPackets.UDP, TestPackets.udpDatagram(1, 53, 1_000));
    Event trace = test.fromEndpoint(packet).events().getLast();
    assertThat(trace.i32(8)).isEqualTo(packet.length);
    assertThat(trace.u16(12)).isEqualTo(128);
    assertThat(bytes(trace).length).isBetween(56 + 128, 56 + 128 + 7);
  }

  @Test
  void sampleTime_isTheClockOfNanoTime() throws Exception {
    test.open();
    long before = System.nanoTime();
    Event trace = test.fromEndpoint(udp(POD, 1_000, PEER, 53)).events().getLast();
    assertThat(trace.nanos()).isBetween(before, System.nanoTime());
  }

  @Test
  void noAggregation_showsWhatComesFromTheEndpointToo() throws Exception {
    test.open();
    report(EventSettings.defaults().withAggregation(Aggregation.NONE));
    test.fromEndpoint(udp(POD, 1_000, PEER, 53));
    assertThat(test.fromEndpoint(udp(POD, 1_000, PEER, 53)).texts())
        .containsExactly("trace 5 reason 5 4000->0 to 0", "trace 3 reason 1 4000->5000 to 0");
    assertThat(test.toEndpoint(udp(PEER, 53, POD, 1_000)).texts())
        .containsExactly("trace 0 reason 2 5000->4000 to 900");
  }

  @Test
  void mediumAggregation_reportsFirstPacketAndNewFlags() throws Exception {
    test.open();
    report(EventSettings.defaults().withInterval(Duration.ofHours(1)));
    assertThat(trace(SYN)).isEqualTo(2);
    assertThat(trace(SYN)).isZero();
    assertThat(trace(ACK)).isEqualTo(1);
    assertThat(trace(ACK)).isZero();
    assertThat(trace(ACK | PSH)).isEqualTo(1);
    assertThat(trace(ACK | PSH)).isZero();
    assertThat(trace(ACK | FIN)).isEqualTo(1);
    assertThat(trace(ACK | FIN)).isZero();
  }

  @Test
  void mediumAggregation_flagOutsideTheMask_isNotNews() throws Exception {
    test.open();
    EventSettings defaults = EventSettings.defaults();
    report(new EventSettings(Aggregation.MEDIUM, Duration.ofHours(1), FIN, 128, defaults.kinds()));
    trace(SYN);
    assertThat(trace(ACK | PSH)).isZero();
    assertThat(trace(ACK | FIN)).isEqualTo(1);
  }

  @Test
  void mediumAggregation_repliesHaveTheirOwnReport() throws Exception {
    test.open();
    report(EventSettings.defaults().withInterval(Duration.ofNanos(1L << 40)));
    assertThat(test.fromEndpoint(udp(POD, 1_000, PEER, 123)).events()).hasSize(2);
    Outcome first = test.toEndpoint(udp(PEER, 123, POD, 1_000));
    assertThat(first.texts()).containsExactly("trace 0 reason 2 5000->4000 to 900");
    assertThat(test.toEndpoint(udp(PEER, 123, POD, 1_000)).events()).isEmpty();
  }

  @Test
  void dnsAnswers_areReportedEach_andWhole() throws Exception {
    test.open();
    report(EventSettings.defaults().withInterval(Duration.ofHours(1)));
    test.fromEndpoint(udp(POD, 1_000, PEER, 53));
    byte[] answer = dns(PEER, POD, 53, 1_000, 900);
    for (int i = 0; i < 3; i++) {
      Outcome outcome = test.toEndpoint(answer);
      assertThat(outcome.texts()).containsExactly("trace 0 reason 2 5000->4000 to 900");
      Event trace = outcome.events().getFirst();
      assertThat(trace.u16(12)).as("len_cap").isEqualTo(answer.length);
      assertThat(Arrays.copyOfRange(bytes(trace), 56, 56 + answer.length)).isEqualTo(answer);
    }
    Event cut = test.toEndpoint(dns(PEER, POD, 53, 1_000, 1_700)).events().getFirst();
    assertThat(cut.u16(12)).as("len_cap").isEqualTo(1_514);
  }

  @Test
  void dnsAnswers_thatNobodyAskedFor_areOrdinary() throws Exception {
    test.open();
    report(EventSettings.defaults().withInterval(Duration.ofHours(1)));
    Outcome pushed = test.toEndpoint(dns(PEER, POD, 53, 2_000, 900));
    assertThat(pushed.events().getLast().u16(12)).as("len_cap").isEqualTo(128);
    assertThat(test.toEndpoint(dns(PEER, POD, 53, 2_000, 900)).events()).isEmpty();

    test.toEndpoint(udp(PEER, 3_000, POD, 53));
    Event own = test.fromEndpoint(dns(POD, PEER, 53, 3_000, 900)).events().getFirst();
    assertThat(own.u16(12)).as("what the endpoint answers itself").isEqualTo(128);
    assertThat(test.fromEndpoint(dns(POD, PEER, 53, 3_000, 900)).events()).isEmpty();
  }

  private static byte[] dns(String source, String destination, int from, int to, int payload) {
    return TestPackets.ip(
        source, destination, TestPackets.UDP, TestPackets.udpDatagram(from, to, payload));
  }

  @Test
  void mediumAggregation_intervalOver_reportsAgain() throws Exception {
    test.open();
    report(EventSettings.defaults().withInterval(Duration.ZERO));
    test.fromEndpoint(udp(POD, 1_000, PEER, 53));
    assertThat(test.fromEndpoint(udp(POD, 1_000, PEER, 53)).events()).hasSize(1);
  }

  @Test
  void kindsSwitchedOff_areNotEmitted() throws Exception {
    test.enforce(Set.of(EndpointFlag.ENFORCE_EGRESS));
    report(EventSettings.defaults().withKinds(Set.of(EventKind.DROP)));
    assertThat(test.fromEndpoint(udp(POD, 1_000, PEER, 53)).texts())
        .containsExactly("drop 133 4000->5000 to 0");
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 54)).events()).isEmpty();
    report(EventSettings.defaults().withKinds(Set.of()));
    assertThat(test.fromEndpoint(udp(POD, 1_000, PEER, 53)).returned()).isEqualTo(Outcome.DROP);
  }

  @Test
  void traffic_isCountedByReasonAndDirection() throws Exception {
    test.enforce(Set.of(EndpointFlag.ENFORCE_EGRESS));
    byte[] packet = udp(POD, 1_000, PEER, 53);
    long dropped = packets(133, Direction.EGRESS);
    long forwarded = packets(0, Direction.INGRESS);
    test.fromEndpoint(packet);
    test.fromEndpoint(packet);
    test.toEndpoint(udp(PEER, 9, POD, 54));
    assertThat(packets(133, Direction.EGRESS) - dropped).isEqualTo(2);
    assertThat(packets(0, Direction.INGRESS) - forwarded).isEqualTo(1);
  }

  private int trace(int flags) throws IOException {
    return test.fromEndpoint(tcp(POD, 40_000, PEER, 80, flags)).events().size();
  }

  private static long packets(int reason, Direction direction) throws IOException {
    List<DatapathCounters.Traffic> traffic = test.datapath.counters().traffic();
    return traffic.stream()
        .filter(t -> t.reason() == reason && t.direction() == direction)
        .mapToLong(DatapathCounters.Traffic::packets)
        .sum();
  }

  private static byte[] bytes(Event event) {
    byte[] bytes = new byte[event.bytes().limit()];
    event.bytes().get(0, bytes);
    return bytes;
  }
}
