package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterJsonWriter;
import io.sextant.control.ClusterState;
import io.sextant.control.LocalEndpoint;
import io.sextant.decode.DecoderVectors;
import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import io.sextant.recording.RecordingHeader;
import io.sextant.recording.RecordingWriter;
import io.sextant.ring.LossSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {
  /** A drop by policy of a TCP SYN from 10.0.0.100 to 8.8.8.8:80. */
  private static final String DROP =
      "01856500040302013a0000003a00020074270000020000006500000"
          + "0d20402ff0f0000000000000002aabbccdd0202aabbccdd01"
          + "08004500002c424240004006230d0a00006408080808a1120050"
          + "000003e8000007d06002faf000000000020405b4";

  private static final String DROP_LINE =
      "shop/cart-0:41234 (ID:10100) <> 8.8.8.8:80 (world) Policy denied DROPPED (TCP Flags: SYN)";

  private static final ClusterState CLUSTER =
      ClusterState.builder()
          .nodeName("node-1")
          .identity(10_100, List.of("k8s:app=cart"))
          .endpoint(
              LocalEndpoint.of(
                      101, List.of(IpAddress.parse("10.0.0.100")), 10_100, List.of("k8s:app=cart"))
                  .withPod(new PodName("shop", "cart-0"), "", null))
          .build();

  @TempDir private Path directory;

  private final TestTerminal terminal = new TestTerminal();

  @Test
  void event_isExplainedByteByByte_withItsFlow() {
    assertThat(terminal.run("decode", DROP)).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            """
            DropNotify
                 0  01                 type              1 drop
                 1  85                 subtype           133 Policy denied
                 2  6500               source            endpoint 101
                 4  04030201           hash              0x1020304
                 8  3a000000           len_orig          58
                12  3a00               len_cap           58
                14  02                 version           2
                15  00                 ext_version       0
                16  74270000           src_label         10100
                20  02000000           dst_label         2 world
                24  65000000           dst_id            endpoint 101
                28  d204               line              1234
                30  02                 file              2 bpf_lxc.c
                31  ff                 ext_error         -1
                32  0f000000           ifindex           15
                36  00                 flags             0x0 IPv4
                37  000000             padding
            Ethernet
                40  02aabbccdd02       destination       02:aa:bb:cc:dd:02
                46  02aabbccdd01       source            02:aa:bb:cc:dd:01
                52  0800               type              0x0800
            IPv4
                54  45                 version, length   4, 20 bytes
                55  00                 type of service   0x00
                56  002c               total length      44
                58  4242               identification    0x4242
                60  4000               fragment          offset 0, do not fragment
                62  40                 time to live      64
                63  06                 protocol          6
                64  230d               checksum          0x230d
                66  0a000064           source            10.0.0.100
                70  08080808           destination       8.8.8.8
            TCP
                74  a112               source port       41234
                76  0050               destination port  80
                78  000003e8           sequence          1000
                82  000007d0           acknowledgement   2000
                86  6002               offset, flags     24 bytes, SYN
                88  faf0               window            64240
                90  0000               checksum          0x0000
                92  0000               urgent            0
                94  020405b4           options
            decoded: DropNotify
            Jan 15 10:21:00.000: 10.0.0.100:41234 (ID:10100) <> 8.8.8.8:80 (world) Policy denied DROPPED (TCP Flags: SYN)

            """);
  }

  @Test
  void event_isReadHoweverItIsWritten() {
    assertThat(terminal.run("decode", "--flow-only", DROP)).isZero();
    String expected = terminal.out();
    String pairs = DROP.replaceAll("..", "0x$0 ");
    String colons = DROP.replaceAll("..(?=.)", "$0:").toUpperCase(java.util.Locale.ROOT);
    for (String text : List.of(pairs, colons, "0x" + DROP, " " + DROP + "\t")) {
      TestTerminal other = new TestTerminal();
      assertThat(other.run("decode", "--flow-only", text)).as(text).isZero();
      assertThat(other.out()).isEqualTo(expected);
    }
    TestTerminal pieces = new TestTerminal();
    assertThat(pieces.run("decode", "--flow-only", DROP.substring(0, 9), DROP.substring(9)))
        .isZero();
    assertThat(pieces.out()).isEqualTo(expected);
  }

  @Test
  void example_ofTheHelp_works() {
    assertThat(terminal.run("decode", "--help")).isZero();
    Matcher example =
        Pattern.compile("sextant decode ((?:[0-9a-f ]+\\\\\\n)+[0-9a-f ]+)\\n")
            .matcher(terminal.out());
    assertThat(example.find()).as(terminal.out()).isTrue();
    TestTerminal pasted = new TestTerminal();
    String[] words = example.group(1).replace("\\\n", " ").trim().split(" +");
    assertThat(pasted.run(arguments("decode", words))).as(pasted.err()).isZero();
    assertThat(pasted.out()).contains("Policy denied DROPPED (TCP Flags: SYN)");
  }

  @Test
  void badHex_isRefusedWithItsPlace() {
    assertFails("sextant: position 4: 'g' is no hex digit", "decode", "018g");
    assertFails("sextant: position 4: 'x' is no hex digit", "decode", "010x00");
    assertFails("sextant: position 6: 'ä' is no hex digit", "decode", "01 04ä");
    assertFails(
        "sextant: position 3: the last of 3 hex digits is alone, two make a byte", "decode", "018");
    terminal.typed(String.join("\n", "# two", DROP, "", "04 zz"));
    assertFails("sextant: line 4, position 4: 'z' is no hex digit", "decode", "-");
  }

  @Test
  void contradictions_areRefused() {
    assertFails("sextant: decode: give the bytes of an event, - , or --file RECORDING", "decode");
    assertFails(
        "sextant: --index and --last choose from a recording: add --file RECORDING",
        "decode",
        DROP,
        "--last",
        "1");
    assertFails(
        "sextant: none.sxr: there is no such file", "decode", "--file", "none.sxr", "--last", "1");
    assertFails(
        "sextant: none.json: there is no such file", "decode", DROP, "--cluster", "none.json");
  }

  @Test
  void lines_ofStandardInput_areExplainedOneByOne() {
    terminal.typed(String.join("\n", DROP, DROP, "0404"));
    assertThat(terminal.run("decode", "-")).isZero();
    assertThat(terminal.out().lines())
        .contains("line 1", "line 2", "line 3", "refused: truncated-notification");
  }

  @Test
  void cluster_namesTheFlow_alsoAsJson() throws IOException {
    Path cluster = directory.resolve("cluster.json");
    Files.writeString(cluster, ClusterJsonWriter.write(CLUSTER));
    String[] command = {"decode", DROP, "--flow-only", "--cluster", cluster.toString()};
    assertThat(terminal.run(command)).as(terminal.err()).isZero();
    assertThat(terminal.out()).endsWith(DROP_LINE.concat(System.lineSeparator()));
    TestTerminal json = new TestTerminal();
    assertThat(json.run(arguments("decode", "-o", "json", "--flow-only", DROP))).isZero();
    assertThat(json.out()).hasLineCount(1).startsWith("{\"flow\":{").contains("\"DROPPED\"");
  }

  @Test
  void recording_isChosenFrom() throws IOException {
    Path file = recording();
    assertThat(terminal.run("decode", "--file", file.toString())).isZero();
    assertThat(terminal.out().lines())
        .contains("sample 1", "sample 2", "sample 3")
        .contains("7 samples of CPU 1 are missing here, lost by KERNEL_RING")
        .anyMatch(line -> line.endsWith(DROP_LINE));

    assertThat(chosen(file, "--last", "2")).contains("sample 2", "sample 3");
    assertThat(chosen(file, "--last", "2")).doesNotContain("sample 1");
    assertThat(chosen(file, "--index", "2")).contains("sample 2");
    assertThat(chosen(file, "--index", "2")).doesNotContain("sample 1", "sample 3");
    assertFails(
        "sextant: --index 4: " + file + " has samples 1 to 3",
        "decode",
        "--file",
        file.toString(),
        "--index",
        "4");
  }

  @Test
  void anyText_isExplainedOrRefusedInOneLine() {
    long seed = 20_261_124;
    System.out.println("decode: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> known = DecoderVectors.samples();
    for (int i = 0; i < 1_500; i++) {
      byte[] bytes = known.get(random.nextInt(known.size()));
      StringBuilder text = new StringBuilder(HexFormat.of().formatHex(bytes));
      for (int n = random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(1, 300));
      }
      TestTerminal named = new TestTerminal();
      if (named.run("decode", "--", text.toString()) != 0) {
        assertThat(named.err()).as(text.toString()).startsWith("sextant: ").hasLineCount(1);
      }
    }
  }

  private List<String> chosen(Path file, String... choice) {
    TestTerminal each = new TestTerminal();
    assertThat(each.run(arguments("decode", "--file", file.toString(), choice[0], choice[1])))
        .isZero();
    return each.out().lines().toList();
  }

  private Path recording() throws IOException {
    Path file = directory.resolve("three.sxr");
    RecordingHeader header = new RecordingHeader("node-1", 1_768_472_430_000_000_000L, 1_000);
    byte[] drop = HexFormat.of().parseHex(DROP);
    try (RecordingWriter writer = RecordingWriter.create(file, header, () -> CLUSTER)) {
      writer.sample(0, 1_000, drop, 0, drop.length);
      writer.lost(1, 2_000, LossSource.KERNEL_RING, 7);
      writer.sample(1, 3_000, new byte[] {99}, 0, 1);
      writer.sample(1, 4_000, drop, 0, drop.length);
    }
    return file;
  }

  private void assertFails(String message, String... arguments) {
    TestTerminal each = terminal;
    int before = each.err().length();
    assertThat(each.run(arguments)).isEqualTo(1);
    assertThat(each.err().substring(before)).isEqualTo(message.concat(System.lineSeparator()));
  }

  private static String[] arguments(String first, String... others) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(first), java.util.Arrays.stream(others))
        .toArray(String[]::new);
  }
}
