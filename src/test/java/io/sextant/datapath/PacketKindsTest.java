package io.sextant.datapath;

import static io.sextant.datapath.Direction.EGRESS;
import static io.sextant.datapath.Direction.INGRESS;
import static io.sextant.datapath.EndpointFlag.ENFORCE_EGRESS;
import static io.sextant.datapath.EndpointFlag.ENFORCE_INGRESS;
import static io.sextant.datapath.TestDatapath.Outcome.DROP;
import static io.sextant.datapath.TestDatapath.Outcome.PASS;
import static io.sextant.datapath.TestDatapath.allow;
import static io.sextant.datapath.TestDatapath.assertDropped;
import static io.sextant.datapath.TestDatapath.assertPasses;
import static io.sextant.datapath.TestPackets.ACK;
import static io.sextant.datapath.TestPackets.ICMP;
import static io.sextant.datapath.TestPackets.ICMPV6;
import static io.sextant.datapath.TestPackets.SYN;
import static io.sextant.datapath.TestPackets.TCP;
import static io.sextant.datapath.TestPackets.UDP;
import static io.sextant.datapath.TestPackets.icmp;
import static io.sextant.datapath.TestPackets.icmpError;
import static io.sextant.datapath.TestPackets.ip;
import static io.sextant.datapath.TestPackets.ipv4;
import static io.sextant.datapath.TestPackets.ipv6;
import static io.sextant.datapath.TestPackets.tcp;
import static io.sextant.datapath.TestPackets.tcpSegment;
import static io.sextant.datapath.TestPackets.udp;
import static io.sextant.datapath.TestPackets.udpDatagram;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.TestDatapath.Outcome;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** IPv6, ICMP, fragments, broken packets: what each kind of packet meets. */
@Tag("kernel")
class PacketKindsTest {
  private static final String POD = "10.1.0.10";
  private static final String POD6 = "fd01::10";
  private static final String PEER = "10.1.0.20";
  private static final String PEER6 = "fd01::20";
  private static final int PEER_IDENTITY = 5_000;
  private static final Set<EndpointFlag> BOTH = Set.of(ENFORCE_INGRESS, ENFORCE_EGRESS);

  @SuppressWarnings("NullAway.Init")
  private static TestDatapath test;

  @BeforeAll
  static void open() throws IOException {
    test = new TestDatapath();
    test.address(POD, TestDatapath.IDENTITY);
    test.address(POD6, TestDatapath.IDENTITY);
    test.address(PEER + "/32", PEER_IDENTITY);
    test.address(PEER6 + "/128", PEER_IDENTITY);
    test.address("10.1.0.1/32", 1);
  }

  @AfterAll
  static void close() throws IOException {
    test.close();
  }

  @BeforeEach
  void forget() throws IOException {
    test.datapath.connections().clear();
  }

  @Test
  void ipv6_isJudgedAlike() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    Outcome allowed = test.toEndpoint(tcp(PEER6, 40_000, POD6, 80, SYN));
    assertPasses(
        allowed,
        "verdict 0 dir 1 remote 5000 port 80/6 match 2 audited 0 cookie 150",
        "trace 0 reason 0 5000->4000 to 900");
    assertThat(allowed.events().getFirst().u8(27) >> 2 & 1).as("IPv6 bit").isEqualTo(1);
    assertThat(allowed.events().getLast().u8(27)).as("class flags").isEqualTo(1);
    assertThat(test.toEndpoint(tcp(PEER6, 40_000, POD6, 81, SYN)).returned()).isEqualTo(DROP);
    assertThat(test.fromEndpoint(tcp(POD6, 80, PEER6, 40_000, ACK)).returned()).isEqualTo(PASS);
  }

  @Test
  void ipv6ExtensionHeaders_areSkipped() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 53));
    byte[] inner = TestPackets.extension(UDP, 2, udpDatagram(9, 53, 8));
    byte[] payload = TestPackets.extension(60, 1, inner);
    assertThat(test.toEndpoint(ipv6(PEER6, POD6, 0, 64, payload)).returned()).isEqualTo(PASS);
    byte[] many = udpDatagram(9, 53, 8);
    int next = UDP;
    for (int i = 0; i < 7; i++) {
      many = TestPackets.extension(next, 1, many);
      next = 60;
    }
    assertThat(test.toEndpoint(ipv6(PEER6, POD6, 60, 64, many)).texts())
        .containsExactly("drop 156 0->4000 to 900");
  }

  @Test
  void ipv4Options_areSkipped() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 53));
    byte[] packet = ipv4(PEER, POD, UDP, 0, new byte[8], udpDatagram(9, 53, 8));
    assertThat(test.toEndpoint(packet).returned()).isEqualTo(PASS);
  }

  @Test
  void echo_isAllowedByType_andAnswered() throws Exception {
    test.enforce(
        BOTH,
        new RuleEntry(PEER_IDENTITY, EGRESS, ICMP, 8, 16, false, 6),
        new RuleEntry(PEER_IDENTITY, EGRESS, ICMPV6, 128, 16, false, 7));
    assertPasses(
        test.fromEndpoint(icmp(POD, PEER, 8, 1234)),
        "verdict 0 dir 2 remote 5000 port 8/1 match 2 audited 0 cookie 6",
        "trace 3 reason 0 4000->5000 to 0");
    assertPasses(test.toEndpoint(icmp(PEER, POD, 0, 1234)), "trace 0 reason 2 5000->4000 to 900");
    assertThat(test.toEndpoint(icmp(PEER, POD, 0, 1235)).returned()).isEqualTo(DROP);
    assertThat(test.toEndpoint(icmp(PEER, POD, 8, 1234)).returned()).isEqualTo(DROP);
    assertThat(test.fromEndpoint(icmp(POD6, PEER6, 128, 7)).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(icmp(PEER6, POD6, 129, 7)).returned()).isEqualTo(PASS);
  }

  @Test
  void icmpError_belongsToTheConnectionItQuotes() throws Exception {
    test.enforce(BOTH, allow(EGRESS, PEER_IDENTITY, UDP, 53));
    byte[] query = udp(POD, 3_000, PEER, 53);
    byte[] unreachable = icmpError("10.9.9.9", POD, 3, query);
    assertThat(test.toEndpoint(unreachable).returned()).as("before").isEqualTo(DROP);
    test.fromEndpoint(query);
    assertPasses(test.toEndpoint(unreachable), "trace 0 reason 3 2->4000 to 900");
    byte[] other = icmpError("10.9.9.9", POD, 3, udp(POD, 3_001, PEER, 53));
    assertThat(test.toEndpoint(other).returned()).as("of another").isEqualTo(DROP);
  }

  @Test
  void icmpError_sentElsewhere_isJudged() throws Exception {
    test.enforce(
        BOTH, allow(EGRESS, PEER_IDENTITY, UDP, 53), allow(INGRESS, PEER_IDENTITY, UDP, 9));
    test.fromEndpoint(udp(POD, 3_000, PEER, 53));
    test.toEndpoint(udp(PEER, 7, POD, 9));
    byte[] invented = udp(PEER, 53, POD, 3_000);
    assertDropped(
        test.fromEndpoint(icmpError(POD, "198.51.100.7", 3, invented)),
        "verdict -133 dir 2 remote 2 port 3/1 match 0 audited 0 cookie 0",
        "drop 133 4000->2 to 0");
    byte[] served = udp(PEER, 7, POD, 9);
    assertThat(test.fromEndpoint(icmpError(POD, "198.51.100.7", 3, served)).returned())
        .isEqualTo(DROP);
    assertPasses(
        test.fromEndpoint(icmpError(POD, PEER, 3, served)), "trace 3 reason 3 4000->5000 to 0");
    assertDropped(
        test.fromEndpoint(icmpError("10.1.0.1", PEER, 3, served)), "drop 132 4000->5000 to 0");
  }

  @Test
  void icmpError_ofARevokedConnection_isDropped() throws Exception {
    test.enforce(
        BOTH, allow(EGRESS, PEER_IDENTITY, UDP, 53), allow(INGRESS, PEER_IDENTITY, UDP, 9));
    byte[] query = udp(POD, 3_000, PEER, 53);
    byte[] served = udp(PEER, 7, POD, 9);
    test.fromEndpoint(query);
    test.toEndpoint(served);
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 9));
    assertDropped(test.toEndpoint(icmpError("10.9.9.9", POD, 3, query)), "drop 133 2->4000 to 900");
    assertPasses(
        test.fromEndpoint(icmpError(POD, PEER, 3, served)), "trace 3 reason 3 4000->5000 to 0");
  }

  @Test
  void fragments_followTheFirst() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 53));
    byte[] later = ipv4(PEER, POD, UDP, 3, new byte[0], new byte[24]);
    assertDropped(
        test.toEndpoint(later),
        "verdict -157 dir 1 remote 5000 port 0/17 match 0 audited 0 cookie 0",
        "drop 157 5000->4000 to 900");
    test.toEndpoint(ipv4(PEER, POD, UDP, 0x2000, new byte[0], udpDatagram(9, 53, 16)));
    assertPasses(test.toEndpoint(later), "trace 0 reason 1 5000->4000 to 900");
  }

  @Test
  void fragmentWithoutFirst_needsARuleWithoutPort() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 0));
    byte[] later = ipv4(PEER, POD, UDP, 5, new byte[0], new byte[24]);
    later[19] = 99;
    assertThat(test.toEndpoint(later).returned()).isEqualTo(PASS);
  }

  @Test
  void brokenPacket_ofAnothersSource_isRefusedAlways() throws Exception {
    test.open();
    assertDropped(
        test.fromEndpoint(ip("10.1.0.1", PEER, TCP, new byte[6])), "drop 132 4000->5000 to 0");
    assertThat(test.fromEndpoint(ip(POD, PEER, TCP, new byte[6])).returned()).isEqualTo(PASS);
  }

  @Test
  void brokenPackets_areRefusedWhereEnforced() throws Exception {
    test.enforce(BOTH, allow(INGRESS, 0, 0, 0));
    byte[] shortTcp = ip(PEER, POD, TCP, new byte[6]);
    assertThat(test.toEndpoint(shortTcp).texts()).containsExactly("drop 135 5000->4000 to 900");
    byte[] badOffset = ip(PEER, POD, TCP, tcpSegment(1, 2, SYN));
    badOffset[14 + 20 + 12] = 0x20;
    assertThat(test.toEndpoint(badOffset).texts()).containsExactly("drop 135 5000->4000 to 900");
    byte[] badVersion = udp(PEER, 9, POD, 53);
    badVersion[14] = 0x35;
    assertThat(test.toEndpoint(badVersion).texts()).containsExactly("drop 134 0->4000 to 900");
    byte[] tinyTcpFragment = ipv4(PEER, POD, TCP, 1, new byte[0], new byte[16]);
    assertThat(test.toEndpoint(tinyTcpFragment).texts()).containsExactly("drop 134 0->4000 to 900");
    assertThat(test.toEndpoint(TestPackets.ethernetOnly(0x88b5)).texts())
        .containsExactly("drop 139 0->4000 to 900");
    test.open();
    assertThat(test.toEndpoint(shortTcp).returned()).isEqualTo(PASS);
  }

  @Test
  void protocolWithoutPorts_isJudgedByProtocol() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, 50, 0));
    assertThat(test.toEndpoint(ip(PEER, POD, 50, new byte[32])).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(ip(PEER, POD, 47, new byte[32])).texts())
        .last()
        .isEqualTo("drop 137 5000->4000 to 900");
  }

  @Test
  void arpAndNeighbourDiscovery_passUnseen() throws Exception {
    test.enforce(BOTH);
    assertPasses(test.fromEndpoint(TestPackets.arp()));
    assertPasses(
        test.fromEndpoint(ipv6(POD6, PEER6, ICMPV6, 255, TestPackets.icmpMessage(135, 0))));
    assertThat(
            test.fromEndpoint(ipv6(POD6, PEER6, ICMPV6, 64, TestPackets.icmpMessage(135, 0)))
                .returned())
        .as("from beyond the link")
        .isEqualTo(DROP);
  }
}
