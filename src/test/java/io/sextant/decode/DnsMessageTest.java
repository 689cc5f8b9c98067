package io.sextant.decode;

import static io.sextant.decode.TestDns.A;
import static io.sextant.decode.TestDns.AAAA;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.decode.DnsReading.Nothing;
import io.sextant.flow.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsMessageTest {
  private static final String NAME = "api.example";

  /** An answer with names that point to others, as RFC 1035 lays it out. */
  private static final String COMPRESSED =
      "1234" // id
          + "8180" // a response without error
          + "0001000200000000" // one question, two answers
          + "03415049" // "API", at 12
          + "076578616d706c65" // "example", at 16
          + "00" // the root
          + "0001" // A
          + "0001" // IN
          + "c00c" // "API.example"
          + "0005" // CNAME
          + "0001" // IN
          + "0000003c" // 60 s
          + "0007" // 7 bytes
          + "0465646765c010" // "edge" and "example"
          + "c029" // "edge.example", at 41
          + "0001" // A
          + "0001" // IN
          + "0000001e" // 30 s
          + "0004" // 4 bytes
          + "c0000207"; // 192.0.2.7

  @Test
  void compressedNames_aliasIsFollowed_andTheLeastTimeCounts() {
    assertThat(read(HexFormat.of().parseHex(COMPRESSED))).isEqualTo(answer(30, true, "192.0.2.7"));
  }

  @Test
  void chain_isFollowedInAnyOrder() {
    byte[] message =
        TestDns.answerTo(NAME, AAAA)
            .address("deep.cdn.example", 300, "2001:db8::1")
            .alias("edge.cdn.example", 20, "deep.cdn.example")
            .alias(NAME, 60, "EDGE.cdn.example")
            .address("deep.cdn.example", 300, "2001:db8::2")
            .bytes();
    assertThat(read(message)).isEqualTo(answer(20, true, "2001:db8::1", "2001:db8::2"));
  }

  @Test
  void records_thatNobodyAskedFor_areLeft() {
    byte[] message =
        TestDns.answerTo(NAME, A)
            .address("bank.example", 60, "198.51.100.1")
            .address(NAME, 60, "2001:db8::1")
            .record(NAME, A, 3, 60, new byte[] {1, 2, 3, 4})
            .record(NAME, 16, TestDns.IN, 60, new byte[] {1, 'x'})
            .address(NAME, 60, "192.0.2.1")
            .bytes();
    assertThat(read(message)).isEqualTo(answer(60, true, "192.0.2.1"));
  }

  @Test
  void aliasesInACircle_leadNowhere() {
    byte[] message =
        TestDns.answerTo(NAME, A)
            .alias(NAME, 60, "b.example")
            .alias("b.example", 60, NAME)
            .address("c.example", 60, "192.0.2.1")
            .bytes();
    assertThat(read(message)).isEqualTo(Nothing.NO_ADDRESS);
  }

  @Test
  void times_areAtMostAWeek_andNeverNegative() {
    assertThat(read(TestDns.answerTo(NAME, A).address(NAME, 1 << 30, "192.0.2.1").bytes()))
        .isEqualTo(answer(604_800, true, "192.0.2.1"));
    assertThat(read(TestDns.answerTo(NAME, A).address(NAME, -1, "192.0.2.1").bytes()))
        .isEqualTo(answer(0, true, "192.0.2.1"));
  }

  @Test
  void cutOff_givesWhatIsThere_andSaysSo() {
    byte[] message =
        TestDns.answerTo(NAME, A)
            .address(NAME, 60, "192.0.2.1")
            .address(NAME, 60, "192.0.2.2")
            .bytes();
    assertThat(read(Arrays.copyOf(message, message.length - 1)))
        .isEqualTo(answer(60, false, "192.0.2.1"));
    assertThat(read(TestDns.answerTo(NAME, A).withFlags(0x8380).address(NAME, 60, "::1").bytes()))
        .as("nothing of the type")
        .isEqualTo(Nothing.NO_ADDRESS);
    assertThat(
            read(
                TestDns.answerTo(NAME, A).withFlags(0x8380).address(NAME, 60, "192.0.2.1").bytes()))
        .as("by its sender")
        .isEqualTo(answer(60, false, "192.0.2.1"));
  }

  @Test
  void others_saySo() {
    byte[] good = TestDns.answerTo(NAME, A).address(NAME, 60, "192.0.2.1").bytes();
    assertThat(read(Arrays.copyOf(good, 11))).isEqualTo(Nothing.UNREADABLE);
    assertThat(read(Arrays.copyOf(good, 20)))
        .as("cut in the question")
        .isEqualTo(Nothing.UNREADABLE);
    assertThat(read(flags(0x0100))).as("a query").isEqualTo(Nothing.UNREADABLE);
    assertThat(read(flags(0xa180))).as("a notification").isEqualTo(Nothing.OTHER_QUESTION);
    assertThat(read(flags(0x8183))).as("no such name").isEqualTo(Nothing.NO_ADDRESS);
    assertThat(read(flags(0x8182))).as("the server failed").isEqualTo(Nothing.NO_ADDRESS);
    assertThat(read(TestDns.answerTo(NAME, 65).bytes())).isEqualTo(Nothing.OTHER_QUESTION);
    good[5] = 2;
    assertThat(read(good)).as("two questions").isEqualTo(Nothing.OTHER_QUESTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.example", "a b.example", "gr\u00fcn.example", "a\0.example"})
  void namesThatNoHostHas_areNotLearnt(String name) {
    byte[] message = TestDns.answerTo(name, A).address(name, 60, "192.0.2.1").bytes();
    assertThat(read(message)).isEqualTo(Nothing.UNUSUAL_NAME);
  }

  /** A dot inside a label would make two labels of one. */
  @Test
  void dotInALabel_isNoDotBetweenLabels() {
    byte[] message = TestDns.answerTo("api-example", A).address("api-example", 60, "::1").bytes();
    message[16] = '.';
    assertThat(read(message)).isEqualTo(Nothing.UNUSUAL_NAME);
  }

  @Test
  void pointers_leadBackOnly() {
    byte[] toItself = HexFormat.of().parseHex("123481800001000000000000c00c00010001");
    assertThat(read(toItself)).isEqualTo(Nothing.UNREADABLE);
    byte[] ahead = HexFormat.of().parseHex("123481800001000000000000c01200010001016100");
    assertThat(read(ahead)).isEqualTo(Nothing.UNREADABLE);
    byte[] intoTheHeader = HexFormat.of().parseHex("123481800001000000000000c00400010001");
    assertThat(read(intoTheHeader)).isEqualTo(Nothing.UNREADABLE);
  }

  @Test
  void sample_isReadToTheEndOfItsDatagram() {
    byte[] message = TestDns.answerTo(NAME, A).address(NAME, 60, "192.0.2.1").bytes();
    for (String[] ends : new String[][] {{"10.0.0.53", "10.0.0.2"}, {"fd00::53", "fd00::2"}}) {
      byte[] sample = TestDns.sample(TestDns.frame(ends[0], ends[1], message));
      byte[] padded = Arrays.copyOf(sample, sample.length + 6);
      assertThat(new DnsDecoder().decode(padded, 0, padded.length))
          .isEqualTo(answer(60, true, "192.0.2.1"));
    }
    byte[] fromElsewhere = TestDns.sample(TestDns.frame("10.0.0.53", "10.0.0.2", message));
    fromElsewhere[56 + 14 + 20 + 1] = 54;
    assertThat(new DnsDecoder().decode(fromElsewhere, 0, fromElsewhere.length))
        .isEqualTo(Nothing.UNREADABLE);
  }

  private static byte[] flags(int bits) {
    return TestDns.answerTo(NAME, A).withFlags(bits).address(NAME, 60, "192.0.2.1").bytes();
  }

  private static DnsReading read(byte[] message) {
    return new DnsMessage(message, 0, message.length).read();
  }

  private static DnsReading.Answer answer(int ttl, boolean complete, String... addresses) {
    List<IpAddress> all = Arrays.stream(addresses).map(IpAddress::parse).toList();
    return new DnsReading.Answer(NAME, all, ttl, complete);
  }
}
