package io.sextant.decode;

import static io.sextant.decode.TestDns.A;
import static io.sextant.decode.TestDns.AAAA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No message throws, hangs, or is read beyond its end. Each is read twice, alone and amid other
 * bytes: what is read outside of it would show as a difference. {@code -Ddns.fuzz.messages=N} and
 * {@code -Ddns.fuzz.seed=N} make it longer or another one.
 */
class DnsFuzzTest {
  private static final int MESSAGES = Integer.getInteger("dns.fuzz.messages", 300_000);
  private static final long SEED = Long.getLong("dns.fuzz.seed", 20261129);
  private static final byte[] EDGES = {
    0, 1, 2, 5, 12, 28, 40, 63, 64, 127, (byte) 0x80, (byte) 0xc0, (byte) 0xff
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<byte[]> known =
      List.of(
          TestDns.answerTo("a.example", A).address("a.example", 60, "192.0.2.1").bytes(),
          TestDns.answerTo("a.example", AAAA)
              .alias("a.example", 60, "b.example")
              .alias("b.example", 60, "c.example")
              .address("c.example", 60, "2001:db8::1")
              .address("c.example", 60, "2001:db8::2")
              .bytes(),
          TestDns.answerTo("x".repeat(63) + "." + "y".repeat(63), A)
              .record("x".repeat(63) + "." + "y".repeat(63), 16, 1, 9, new byte[200])
              .address("x".repeat(63) + "." + "y".repeat(63), 9, "192.0.2.9")
              .bytes());

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anyBytes_areAReading() {
    int answers = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = mutated();
      try {
        DnsReading alone = new DnsMessage(message, 0, message.length).read();
        assertThat(amid(message)).isEqualTo(alone);
        answers += alone instanceof DnsReading.Answer ? 1 : 0;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "message %d of seed %d: %s".formatted(i, SEED, HexFormat.of().formatHex(message)), e);
      }
    }
    System.out.println("fuzz: " + answers + " of " + MESSAGES + " answers, seed " + SEED);
    assertThat(answers).isBetween(MESSAGES / 20, MESSAGES * 19 / 20);
  }

  /** Each pointer leads to the one before it, and these to long names: the most work per byte. */
  @Test
  @Timeout(10)
  void largestMessageOfPointers_isReadInTime() {
    byte[] message = new byte[65_535];
    message[2] = (byte) 0x80;
    message[5] = 1;
    Arrays.fill(message, 6, 8, (byte) 0xff);
    System.arraycopy(new byte[] {1, 'a', 0, 0, A, 0, TestDns.IN}, 0, message, 12, 7);
    int at = 19;
    for (int i = 0; at + 12 <= message.length; at += 12, i++) {
      int target = i == 0 ? 12 : Math.min(at - 12, 0x3fff);
      message[at] = (byte) (0xc0 | target >> 8);
      message[at + 1] = (byte) target;
    }
    assertThat(new DnsMessage(message, 0, message.length).read())
        .isEqualTo(DnsReading.Nothing.NO_ADDRESS);
  }

  private DnsReading amid(byte[] message) {
    byte[] buffer = new byte[message.length + 128];
    Arrays.fill(buffer, (byte) random.nextInt());
    System.arraycopy(message, 0, buffer, 64, message.length);
    return new DnsMessage(buffer, 64, 64 + message.length).read();
  }

  private byte[] mutated() {
    byte[] message = known.get(random.nextInt(known.size())).clone();
    if (random.nextInt(4) == 0) {
      message = Arrays.copyOf(message, random.nextInt(message.length + 1));
    }
    for (int i = random.nextInt(4); i > 0 && message.length > 0; i--) {
      int place = random.nextInt(message.length);
      message[place] =
          random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : (byte) random.nextInt();
    }
    return message;
  }
}
