package io.sextant.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.EventSettings.EventKind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two rule sets that each allow one packet, one by identity and one for any identity. A judgement
 * that looked into both, in the middle of a change, would find neither rule: forbidden.
 */
@Tag("kernel")
class RuleSetFlipTest {
  private static final int FLIPS = 20_000;

  /** Without a query no connection remembers its verdict, so each is judged by the rules. */
  private static final int ECHO_REPLY = 0;

  @Test
  void packetsDuringFlips_areJudgedByOneSetOnly() throws Exception {
    try (TestDatapath test = new TestDatapath()) {
      test.datapath.configure(EventSettings.defaults().withKinds(Set.of(EventKind.DROP)));
      test.address("10.1.0.20", 5_000);
      List<RuleSet> sets =
          test.datapath
              .ruleSets()
              .createAll(1, List.of(List.of(allow(5_000)), List.of(allow(RuleEntry.ANY))));
      point(test, sets.getFirst());
      Thread packets = Thread.ofPlatform().start(() -> send(test));
      int flips = 0;
      while (packets.isAlive() || flips < FLIPS) {
        point(test, sets.get(++flips % 2));
      }
      packets.join();
      System.out.println(flips + " flips, " + test.datapath.counters().traffic());
      assertThat(test.datapath.counters().traffic())
          .extracting(DatapathCounters.Traffic::reason)
          .containsOnly(0);
    }
  }

  private static void point(TestDatapath test, RuleSet set) throws IOException {
    Set<EndpointFlag> enforce = Set.of(EndpointFlag.ENFORCE_INGRESS);
    test.datapath
        .endpoints()
        .put(TestDatapath.LOOPBACK, new Endpoint(900, 4_000, set.id(), 1, enforce));
  }

  private static void send(TestDatapath test) {
    byte[] packet = TestPackets.icmp("10.1.0.20", "10.1.0.10", ECHO_REPLY, 7);
    try {
      for (int i = 0; i < 200; i++) {
        test.datapath.toEndpoint().testRun(packet, TestDatapath.LOOPBACK, 5_000);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuleEntry allow(int identity) {
    return new RuleEntry(identity, Direction.INGRESS, TestPackets.ICMP, ECHO_REPLY, 16, false, 1);
  }
}
