package io.sextant.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.decode.Explanation.Field;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class ExplanationTest {

  /** A drop of version 2, policy denied, of a TCP segment with one option. */
  private static final byte[] DROP =
      HexFormat.of()
          .parseHex(
              "01856500"
                  + "04030201"
                  + "3a000000"
                  + "3a00"
                  + "02"
                  + "00" // common, capture
                  + "74270000"
                  + "02000000"
                  + "65000000"
                  + "d204"
                  + "02"
                  + "ff"
                  + "0f000000" // labels …
                  + "00000000" // flags
                  + "02aabbccdd02"
                  + "02aabbccdd01"
                  + "0800"
                  + "4500002c42424000"
                  + "4006230d"
                  + "0a000064"
                  + "08080808"
                  + "a1120050"
                  + "000003e8"
                  + "000007d0"
                  + "6002faf0"
                  + "00000000"
                  + "020405b4"
                  + "ffff");

  @Test
  void drop_isExplainedFieldByField() {
    List<String> lines = Explanation.of(DROP).lines(DROP);
    assertThat(lines).contains("DropNotify", "Ethernet", "IPv4", "TCP", "decoded: DropNotify");
    assertThat(value(DROP, "subtype")).isEqualTo("133 Policy denied");
    assertThat(value(DROP, "src_label")).isEqualTo("10100");
    assertThat(value(DROP, "dst_label")).isEqualTo("2 world");
    assertThat(value(DROP, "file")).isEqualTo("2 bpf_lxc.c");
    assertThat(value(DROP, "ext_error")).isEqualTo("-1");
    assertThat(value(DROP, "fragment")).isEqualTo("offset 0, do not fragment");
    assertThat(value(DROP, "offset, flags")).isEqualTo("24 bytes, SYN");
    assertThat(lines).anyMatch(line -> line.matches(" +66  0a000064 +source +10\\.0\\.0\\.100"));
    assertThat(lines).anyMatch(line -> line.contains("020405b4") && line.contains("options"));
    assertThat(lines).anyMatch(line -> line.contains("ffff") && line.contains("bytes"));
  }

  @Test
  void refusal_isShownWhereItIs() {
    byte[] cut = java.util.Arrays.copyOf(DROP, DROP.length - 12);
    List<String> lines = Explanation.of(cut).lines(cut);
    assertThat(lines).contains("TCP, refused", "refused: malformed-packet");
    assertThat(Explanation.of(new byte[] {4, 0}).lines(new byte[] {4, 0}))
        .contains("TraceNotify, cut off: 32 bytes expected", "refused: truncated-notification");
    assertThat(Explanation.of(new byte[0]).outcome()).isEqualTo("refused: empty");
    assertThat(Explanation.of(new byte[] {99}).outcome()).isEqualTo("refused: unknown-type");
  }

  @Test
  void everyByte_isInExactlyOneField() {
    DecoderVectors.samples().forEach(ExplanationTest::assertTiled);
  }

  @Test
  void anyBytes_areExplained() {
    long seed = 99;
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> known = DecoderVectors.samples();
    for (int i = 0; i < 30_000; i++) {
      byte[] sample = known.get(random.nextInt(known.size())).clone();
      for (int flips = random.nextInt(4); flips >= 0 && sample.length > 0; flips--) {
        sample[random.nextInt(sample.length)] = (byte) random.nextInt();
      }
      assertTiled(java.util.Arrays.copyOf(sample, random.nextInt(sample.length + 20)));
    }
  }

  private static void assertTiled(byte[] sample) {
    int at = 0;
    Explanation explanation = Explanation.of(sample);
    for (Explanation.Part part : explanation.parts()) {
      for (Field field : part.fields()) {
        assertThat(field.offset()).as(() -> HexFormat.of().formatHex(sample)).isEqualTo(at);
        assertThat(field.length()).isPositive();
        at += field.length();
      }
    }
    assertThat(at).as(() -> HexFormat.of().formatHex(sample)).isEqualTo(sample.length);
    assertThat(explanation.lines(sample)).isNotEmpty();
  }

  private static String value(byte[] sample, String name) {
    return Explanation.of(sample).parts().stream()
        .flatMap(part -> part.fields().stream())
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElseThrow();
  }
}
