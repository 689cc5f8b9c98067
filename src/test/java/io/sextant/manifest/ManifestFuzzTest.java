package io.sextant.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Manifests as they come out of a bad night: nothing is thrown, and every error has its place. */
@Timeout(120)
class ManifestFuzzTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3_000);
  private static final String SEEDS =
      String.join(
          "---\n",
          TestManifests.CART,
          TestManifests.REVIEWS,
          TestManifests.cilium(
              """
              enableDefaultDeny: {ingress: false}
              egress:
              - toFQDNs: [{matchPattern: "*.example.com"}, {matchName: a.example.com}]
              - toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]
                toPorts: [{ports: [{port: "80", endPort: 90, protocol: UDP}, {port: http}]}]
              egressDeny:
              - toEntities: [world, remote-node]
              - icmps: [{fields: [{type: EchoRequest, family: IPv6}, {type: 8}]}]
              """));
  private static final List<String> SPLICES =
      List.of(
          ": ",
          "- ",
          "[",
          "]",
          "{",
          "}",
          "\n",
          "  ",
          "\t",
          "'",
          "\"",
          "|\n",
          ">",
          "&a ",
          "*a",
          "!!int ",
          "~",
          "null",
          "true",
          "-1",
          "99999999999999999999",
          "1e999",
          "0x1f",
          "\u0000",
          "\u2028",
          "\ud83d\ude00",
          "---\n",
          "...\n",
          "%YAML 1.3\n",
          "? ",
          "<<: ",
          "#",
          "@",
          "spec",
          "kind: List\n");

  @Test
  void mutants_areReadOrRefusedWithPlaces() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    int refused = 0;
    long slowest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutant = mutant(random);
      long start = System.nanoTime();
      Manifests manifests = Manifests.read("a.yaml", mutant);
      slowest = Math.max(slowest, System.nanoTime() - start);
      String text = new String(mutant, StandardCharsets.UTF_8);
      int lines = text.split("\r\n|[\r\n\u0085\u2028\u2029]", -1).length;
      for (ManifestError error : manifests.errors()) {
        refused++;
        assertThat(error.problem()).as("seed %d:\n%s", seed, text).isNotBlank();
        assertThat(error.at().line()).as("seed %d: %s", seed, error).isBetween(1, lines + 1);
        assertThat(error.at().column()).as("seed %d: %s", seed, error).isPositive();
        boolean ofObject =
            error.object() != null && !error.problem().matches(".* is (missing|already in .*)");
        assertThat(ofObject && error.at().path().isEmpty())
            .as("seed %d: %s", seed, error)
            .isFalse();
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
    assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(20));
  }

  private static byte[] mutant(Random random) {
    StringBuilder text = new StringBuilder(SEEDS);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, SPLICES.get(random.nextInt(SPLICES.size())));
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        default -> text.setCharAt(at, (char) random.nextInt(256));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
