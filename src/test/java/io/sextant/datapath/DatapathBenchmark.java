package io.sextant.datapath;

import io.sextant.datapath.EventSettings.Aggregation;
import io.sextant.datapath.TestDatapath.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What one packet costs in the kernel, by test runs: nanoseconds, the least of some repetitions.
 */
public final class DatapathBenchmark {
  private static final int REPETITIONS = 5;
  private static final int RUNS = 500_000;
  private static final Set<EndpointFlag> ENFORCE = Set.of(EndpointFlag.ENFORCE_INGRESS);

  private DatapathBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    for (int rules : new int[] {10, 1_000, 16_000}) {
      try (TestDatapath test = new TestDatapath()) {
        measure(test, rules);
      }
    }
  }

  private static void measure(TestDatapath test, int rules) throws IOException {
    Map<AddressPrefix, Integer> addresses = new HashMap<>();
    RuleEntry[] entries = new RuleEntry[rules];
    for (int i = 0; i < rules; i++) {
      addresses.put(AddressPrefix.parse(peer(i)), 5_000 + i);
      entries[i] = new RuleEntry(5_000 + i, Direction.INGRESS, 17, 53, 16, false, i);
    }
    test.datapath.addresses().putAll(addresses);
    test.enforce(ENFORCE, entries);
    EventSettings silent = EventSettings.defaults().withKinds(Set.of());
    test.datapath.configure(silent);
    byte[] hot = TestPackets.udp(peer(rules / 2), 1_000, "10.1.0.10", 53);
    report(rules, "established flow", repeat(test, hot));
    report(
        rules, "dropped, no event", repeat(test, TestPackets.udp("10.1.0.9", 9, "10.1.0.10", 54)));
    report(rules, "random flows, cold", random(test, rules));
    test.datapath.configure(EventSettings.defaults().withAggregation(Aggregation.LOWEST));
    Outcome seen = test.toEndpoint(hot);
    report(rules, "established, " + seen.events().size() + " event each", repeat(test, hot));
    test.datapath.configure(silent);
    test.datapath.endpoints().remove(TestDatapath.LOOPBACK);
    report(rules, "device without endpoint", repeat(test, hot));
  }

  private static int repeat(TestDatapath test, byte[] packet) throws IOException {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < REPETITIONS; i++) {
      least =
          Math.min(
              least,
              test.datapath
                  .toEndpoint()
                  .testRun(packet, TestDatapath.LOOPBACK, RUNS)
                  .nanosPerRun());
    }
    return least;
  }

  /** Each packet of another peer and in a system call of its own, so with cold caches. */
  private static int random(TestDatapath test, int rules) throws IOException {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      packets.add(TestPackets.udp(peer(i), 1_000, "10.1.0.10", 53));
    }
    Collections.shuffle(packets, new Random(1));
    long sum = 0;
    int count = 0;
    for (int round = 0; round < 2 + 16_000 / rules; round++) {
      for (byte[] packet : packets) {
        int nanos =
            test.datapath.toEndpoint().testRun(packet, TestDatapath.LOOPBACK, 1).nanosPerRun();
        if (round > 0) { // the first opens the connections
          sum += nanos;
          count++;
        }
      }
    }
    return (int) (sum / count);
  }

  private static String peer(int number) {
    return "10.2." + number / 250 + "." + number % 250;
  }

  private static void report(int rules, String what, int nanos) {
    System.out.printf(Locale.ROOT, "%,7d rules  %-28s %5d ns%n", rules, what, nanos);
  }
}
