package io.sextant.datapath;

import static io.sextant.datapath.Direction.EGRESS;
import static io.sextant.datapath.Direction.INGRESS;
import static io.sextant.datapath.EndpointFlag.AUDIT;
import static io.sextant.datapath.EndpointFlag.ENFORCE_EGRESS;
import static io.sextant.datapath.EndpointFlag.ENFORCE_INGRESS;
import static io.sextant.datapath.EndpointFlag.ISOLATE_FROM_HOST;
import static io.sextant.datapath.TestDatapath.Outcome.DROP;
import static io.sextant.datapath.TestDatapath.Outcome.PASS;
import static io.sextant.datapath.TestDatapath.allow;
import static io.sextant.datapath.TestDatapath.assertDropped;
import static io.sextant.datapath.TestDatapath.assertPasses;
import static io.sextant.datapath.TestDatapath.deny;
import static io.sextant.datapath.TestPackets.ACK;
import static io.sextant.datapath.TestPackets.RST;
import static io.sextant.datapath.TestPackets.SYN;
import static io.sextant.datapath.TestPackets.TCP;
import static io.sextant.datapath.TestPackets.UDP;
import static io.sextant.datapath.TestPackets.tcp;
import static io.sextant.datapath.TestPackets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.TestDatapath.Outcome;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packet bytes in, verdict and events out, by test runs of the loaded programs. */
@Tag("kernel")
class VerdictTest {
  private static final String POD = "10.1.0.10";
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
  void openEndpoint_passesAndIsSeen() throws Exception {
    test.open();
    assertPasses(
        test.fromEndpoint(tcp(POD, 40_000, PEER, 80, SYN)),
        "verdict 0 dir 2 remote 5000 port 80/6 match 4 audited 0 cookie 0",
        "trace 3 reason 0 4000->5000 to 0");
    assertPasses(
        test.toEndpoint(udp(PEER, 53, POD, 3_000)),
        "verdict 0 dir 1 remote 5000 port 3000/17 match 4 audited 0 cookie 0",
        "trace 0 reason 0 5000->4000 to 900");
  }

  @Test
  void deviceWithoutEndpoint_passesUnseen() throws Exception {
    test.datapath.endpoints().remove(TestDatapath.LOOPBACK);
    assertPasses(test.fromEndpoint(tcp(POD, 40_000, PEER, 80, SYN)));
  }

  @Test
  void allowedPort_passesWithItsRule() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    assertPasses(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN)),
        "verdict 0 dir 1 remote 5000 port 80/6 match 2 audited 0 cookie 150",
        "trace 0 reason 0 5000->4000 to 900");
  }

  @Test
  void otherPort_isDroppedByDefault() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    assertDropped(
        test.toEndpoint(tcp(PEER, 40_000, POD, 81, SYN)),
        "verdict -133 dir 1 remote 5000 port 81/6 match 0 audited 0 cookie 0",
        "drop 133 5000->4000 to 900");
  }

  @Test
  void unknownAddress_isWorld() throws Exception {
    test.enforce(BOTH, allow(EGRESS, 2, TCP, 443));
    assertPasses(
        test.fromEndpoint(tcp(POD, 40_000, "198.51.100.7", 443, SYN)),
        "verdict 0 dir 2 remote 2 port 443/6 match 2 audited 0 cookie 513",
        "trace 3 reason 0 4000->2 to 0");
    assertDropped(
        test.fromEndpoint(tcp(POD, 40_000, PEER, 443, SYN)),
        "verdict -133 dir 2 remote 5000 port 443/6 match 0 audited 0 cookie 0",
        "drop 133 4000->5000 to 0");
  }

  @Test
  void sourceOfAnother_neverLeaves() throws Exception {
    test.open();
    String[] spoofed = {"drop 132 4000->5000 to 0"};
    assertDropped(test.fromEndpoint(udp("198.51.100.9", 1, PEER, 53)), spoofed);
    assertDropped(test.fromEndpoint(udp("10.1.0.1", 1, PEER, 53)), spoofed);
    assertDropped(test.fromEndpoint(udp("fd01::99", 1, PEER6, 53)), spoofed);
    assertDropped(test.fromEndpoint(tcp(PEER, 80, PEER, 81, SYN | ACK)), spoofed);
    test.enforce(Set.of(ENFORCE_EGRESS, AUDIT));
    assertDropped(test.fromEndpoint(udp("10.1.0.1", 1, PEER, 53)), spoofed);
    assertThat(test.toEndpoint(udp("198.51.100.9", 1, POD, 53)).returned())
        .as("who sends to the endpoint is not its matter")
        .isEqualTo(PASS);
  }

  @Test
  void sourceOfTheFormerIdentity_leavesWhileAddressesMove() throws Exception {
    Endpoint moved = Endpoint.open(TestDatapath.ENDPOINT_ID, 4_001);
    test.datapath.endpoints().put(TestDatapath.LOOPBACK, moved.after(TestDatapath.IDENTITY));
    assertThat(test.fromEndpoint(udp(POD, 1, PEER, 53)).returned()).isEqualTo(PASS);
    assertDropped(test.fromEndpoint(udp("198.51.100.9", 1, PEER, 53)), "drop 132 4001->5000 to 0");
    test.datapath.endpoints().put(TestDatapath.LOOPBACK, moved);
    assertDropped(test.fromEndpoint(udp(POD, 2, PEER, 53)), "drop 132 4001->5000 to 0");
  }

  @Test
  void noAddressYet_mayAskForOne() throws Exception {
    test.open();
    assertThat(test.fromEndpoint(udp("0.0.0.0", 68, "255.255.255.255", 67)).returned())
        .isEqualTo(PASS);
    assertThat(test.fromEndpoint(udp("fe80::1", 546, "ff02::1:2", 547)).returned()).isEqualTo(PASS);
    assertThat(test.fromEndpoint(udp("::", 546, "ff02::1:2", 547)).returned()).isEqualTo(PASS);
    assertThat(test.fromEndpoint(udp("fec0::1", 546, PEER6, 547)).returned()).isEqualTo(DROP);
    test.enforce(Set.of(ENFORCE_EGRESS));
    assertThat(test.fromEndpoint(udp("0.0.0.0", 68, "255.255.255.255", 67)).returned())
        .as("policy judges it all the same")
        .isEqualTo(DROP);
  }

  @Test
  void directions_areIndependent() throws Exception {
    test.enforce(Set.of(ENFORCE_INGRESS));
    assertThat(test.fromEndpoint(udp(POD, 1, PEER, 2)).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(udp(PEER, 5, POD, 6)).returned()).isEqualTo(DROP);
    test.enforce(Set.of(ENFORCE_EGRESS));
    assertThat(test.fromEndpoint(udp(POD, 11, PEER, 12)).returned()).isEqualTo(DROP);
    assertThat(test.toEndpoint(udp(PEER, 15, POD, 16)).returned()).isEqualTo(PASS);
  }

  @Test
  void connection_isEstablishedThenReplied() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    assertPasses(
        test.fromEndpoint(tcp(POD, 80, PEER, 40_000, SYN | ACK)),
        "trace 3 reason 2 4000->5000 to 0");
    assertPasses(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, ACK)), "trace 0 reason 1 5000->4000 to 900");
  }

  @Test
  void openingPacket_isNeverAReply() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    assertThat(test.fromEndpoint(tcp(POD, 80, PEER, 40_000, SYN)).returned()).isEqualTo(DROP);
  }

  @Test
  void connectionFoundInTheMiddle_opensNoWayBack() throws Exception {
    test.enforce(Set.of(ENFORCE_INGRESS));
    assertThat(test.fromEndpoint(tcp(POD, 80, PEER, 40_000, ACK)).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(tcp(PEER, 40_000, POD, 80, ACK)).returned()).isEqualTo(DROP);
  }

  @Test
  void ruleRevoked_connectionEndsAtOnceBothWays() throws Exception {
    Set<EndpointFlag> ingress = Set.of(ENFORCE_INGRESS);
    test.enforce(ingress, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    assertThat(test.fromEndpoint(tcp(POD, 80, PEER, 40_000, ACK)).returned()).isEqualTo(PASS);
    test.enforce(ingress, allow(INGRESS, PEER_IDENTITY, TCP, 81));
    assertDropped(test.fromEndpoint(tcp(POD, 80, PEER, 40_000, ACK)), "drop 133 4000->5000 to 0");
    assertDropped(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, ACK)),
        "verdict -133 dir 1 remote 5000 port 80/6 match 0 audited 0 cookie 0",
        "drop 133 5000->4000 to 900");
    assertThat(test.fromEndpoint(tcp(POD, 80, PEER, 40_000, ACK)).returned()).isEqualTo(DROP);
  }

  @Test
  void ruleKeptInNewSet_connectionGoesOnWithoutNewVerdict() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    assertPasses(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, ACK)), "trace 0 reason 1 5000->4000 to 900");
    assertPasses(
        test.fromEndpoint(tcp(POD, 80, PEER, 40_000, ACK)), "trace 3 reason 2 4000->5000 to 0");
  }

  @Test
  void peerChangesIdentity_isJudgedAgain() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, UDP, 53));
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 53)).returned()).isEqualTo(PASS);
    test.address(PEER + "/32", 6_000);
    try {
      assertDropped(
          test.toEndpoint(udp(PEER, 9, POD, 53)),
          "verdict -133 dir 1 remote 6000 port 53/17 match 0 audited 0 cookie 0",
          "drop 133 6000->4000 to 900");
    } finally {
      test.address(PEER + "/32", PEER_IDENTITY);
    }
  }

  @Test
  void denyRule_winsOverAllow() throws Exception {
    test.enforce(
        BOTH,
        allow(INGRESS, PEER_IDENTITY, TCP, 80),
        deny(INGRESS, RuleEntry.ANY, RuleEntry.ANY, 0));
    assertDropped(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN)),
        "verdict -181 dir 1 remote 5000 port 80/6 match 4 audited 0 cookie 90",
        "drop 181 5000->4000 to 900");
  }

  @Test
  void denyOfAWholeProtocol_winsOverAllowOfAPort() throws Exception {
    test.enforce(
        BOTH,
        allow(INGRESS, PEER_IDENTITY, TCP, 80),
        deny(INGRESS, PEER_IDENTITY, TCP, 0),
        allow(INGRESS, PEER_IDENTITY, UDP, 80));
    assertThat(test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN)).texts())
        .first()
        .isEqualTo("verdict -181 dir 1 remote 5000 port 80/6 match 5 audited 0 cookie 90");
    assertThat(test.toEndpoint(udp(PEER, 40_000, POD, 80)).returned()).isEqualTo(PASS);
  }

  @Test
  void matchType_tellsWhichRuleDecided() throws Exception {
    assertMatch(1, allow(INGRESS, PEER_IDENTITY, 0, 0));
    assertMatch(2, allow(INGRESS, PEER_IDENTITY, UDP, 53));
    assertMatch(3, allow(INGRESS, 0, UDP, 53));
    assertMatch(4, allow(INGRESS, 0, 0, 0));
    assertMatch(5, allow(INGRESS, PEER_IDENTITY, UDP, 0));
    assertMatch(6, allow(INGRESS, 0, UDP, 0));
  }

  private void assertMatch(int match, RuleEntry rule) throws IOException {
    forget();
    test.enforce(BOTH, rule);
    Outcome outcome = test.toEndpoint(udp(PEER, 9, POD, 53));
    assertThat(outcome.returned()).isEqualTo(PASS);
    assertThat(outcome.events().getFirst().u8(27) >> 3 & 7).isEqualTo(match);
  }

  @Test
  void longerPort_thenIdentity_decidesBetweenAllows() throws Exception {
    test.enforce(
        BOTH,
        new RuleEntry(PEER_IDENTITY, INGRESS, UDP, 0, 0, false, 1),
        new RuleEntry(0, INGRESS, UDP, 53, 16, false, 2),
        new RuleEntry(0, INGRESS, UDP, 54, 16, false, 3),
        new RuleEntry(PEER_IDENTITY, INGRESS, UDP, 54, 16, false, 4));
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 53)).events().getFirst().i32(32)).isEqualTo(2);
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 54)).events().getFirst().i32(32)).isEqualTo(4);
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 55)).events().getFirst().i32(32)).isEqualTo(1);
  }

  @Test
  void portRange_isItsPrefix() throws Exception {
    test.enforce(BOTH, new RuleEntry(PEER_IDENTITY, INGRESS, TCP, 9_000, 13, false, 5));
    assertThat(test.toEndpoint(tcp(PEER, 1, POD, 8_999, SYN)).returned()).isEqualTo(DROP);
    assertThat(test.toEndpoint(tcp(PEER, 1, POD, 9_000, SYN)).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(tcp(PEER, 1, POD, 9_007, SYN)).returned()).isEqualTo(PASS);
    assertThat(test.toEndpoint(tcp(PEER, 1, POD, 9_008, SYN)).returned()).isEqualTo(DROP);
  }

  @Test
  void audit_passesAndSaysWhatWouldBe() throws Exception {
    Set<EndpointFlag> audit = Set.of(ENFORCE_INGRESS, AUDIT);
    test.enforce(audit, deny(INGRESS, PEER_IDENTITY, TCP, 81));
    assertPasses(
        test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN)),
        "verdict 0 dir 1 remote 5000 port 80/6 match 0 audited 1 cookie 0",
        "trace 0 reason 0 5000->4000 to 900");
    assertPasses(
        test.toEndpoint(tcp(PEER, 40_000, POD, 81, SYN)),
        "verdict 0 dir 1 remote 5000 port 81/6 match 2 audited 1 cookie 171",
        "trace 0 reason 0 5000->4000 to 900");
  }

  @Test
  void auditEnds_connectionIsJudged() throws Exception {
    RuleSet set = test.enforce(Set.of(ENFORCE_INGRESS, AUDIT));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    test.datapath
        .endpoints()
        .put(
            TestDatapath.LOOPBACK,
            new Endpoint(
                TestDatapath.ENDPOINT_ID,
                TestDatapath.IDENTITY,
                set.id(),
                set.revision(),
                Set.of(ENFORCE_INGRESS)));
    assertThat(test.toEndpoint(tcp(PEER, 40_000, POD, 80, ACK)).returned()).isEqualTo(DROP);
  }

  @Test
  void host_mayReachItsPods_unlessIsolatedOrDenied() throws Exception {
    test.enforce(BOTH);
    assertPasses(
        test.toEndpoint(tcp("10.1.0.1", 40_000, POD, 8080, SYN)),
        "verdict 0 dir 1 remote 1 port 8080/6 match 1 audited 0 cookie 0",
        "trace 0 reason 0 1->4000 to 900");
    assertThat(test.fromEndpoint(tcp(POD, 1, "10.1.0.1", 22, SYN)).returned()).isEqualTo(DROP);
    test.enforce(BOTH, deny(INGRESS, 1, TCP, 8081));
    assertThat(test.toEndpoint(tcp("10.1.0.1", 2, POD, 8081, SYN)).returned()).isEqualTo(DROP);
    test.enforce(Set.of(ENFORCE_INGRESS, ISOLATE_FROM_HOST));
    assertThat(test.toEndpoint(tcp("10.1.0.1", 3, POD, 8080, SYN)).returned()).isEqualTo(DROP);
  }

  @Test
  void ruleSetMissing_refusesWhatIsEnforced() throws Exception {
    RuleSet set = test.enforce(Set.of(ENFORCE_INGRESS), allow(INGRESS, 0, 0, 0));
    assertThat(test.datapath.ruleSets().drop(set.id())).isTrue();
    assertThat(test.toEndpoint(udp(PEER, 9, POD, 53)).events().getLast().u8(1)).isEqualTo(165);
    assertThat(test.fromEndpoint(udp(POD, 9, PEER, 54)).returned()).isEqualTo(PASS);
  }

  @Test
  void resetConnection_startsAnew() throws Exception {
    test.enforce(BOTH, allow(INGRESS, PEER_IDENTITY, TCP, 80));
    test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN));
    test.fromEndpoint(tcp(POD, 80, PEER, 40_000, RST | ACK));
    assertThat(test.toEndpoint(tcp(PEER, 40_000, POD, 80, SYN)).texts()).hasSize(2);
  }
}
