package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.sextant.flow.Node;
import io.sextant.proto.flow.Flow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages to events and back: every message that the decoder's vectors expect comes out equal. */
class EventReaderTest {
  private static final Path CASES =
      Path.of(
          System.getProperty("vectors.decoder", "src/test/resources/vectors/decoder"),
          "cases.jsonl");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final FlowMessages messages = new FlowMessages("1.19.4");

  @Test
  void everyFlow_comesBackEqual() throws IOException {
    List<String> different = new ArrayList<>();
    int same = 0;
    for (Flow flow : expectedFlows()) {
      Flow.Builder back = messages.message(EventReader.flow(flow)).toBuilder();
      if (flow.getUuid().isEmpty()) {
        back.clearUuid();
      }
      if (flow.hasEmitter()) {
        back.setEmitter(flow.getEmitter());
      } else {
        back.clearEmitter();
      }
      if (back.build().equals(flow)) {
        same++;
      } else {
        different.add(difference(flow, back.build()));
      }
    }
    assertThat(different).isEmpty();
    assertThat(same).isGreaterThan(200);
  }

  @Test
  void timeBeyondWhatNanosecondsHold_isTheLastOne() {
    assertThat(EventReader.nanos(Timestamp.newBuilder().setSeconds(253402300799L).build()))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(EventReader.nanos(Timestamp.newBuilder().setSeconds(-62135596800L).build()))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(EventReader.nanos(Timestamp.newBuilder().setSeconds(1).setNanos(2).build()))
        .isEqualTo(1_000_000_002L);
  }

  @Test
  void nonsense_countsAsAbsent() {
    Flow.Builder nonsense = Flow.newBuilder().setUuid("x").setVerdictValue(99).setTypeValue(98);
    nonsense.getIPBuilder().setSource("nowhere").setIpVersion(io.sextant.proto.flow.IPVersion.IPv4);
    nonsense.getEthernetBuilder().setSource("a:b");
    io.sextant.flow.Flow flow = EventReader.flow(nonsense.build());
    assertThat(flow.sourceAddress()).isNull();
    assertThat(flow.sourceMac()).isEqualTo(io.sextant.flow.Flow.NO_MAC);
    assertThat(flow.verdict()).isEqualTo(io.sextant.flow.Verdict.VERDICT_UNKNOWN);
    assertThat(flow.node()).isEqualTo(Node.named(""));
  }

  private static String difference(Flow flow, Flow back) {
    return Flow.getDescriptor().getFields().stream()
        .filter(field -> !flow.getField(field).equals(back.getField(field)))
        .map(field -> field.getName() + ": " + flow.getField(field) + " -> " + back.getField(field))
        .collect(Collectors.joining(", "));
  }

  private static List<Flow> expectedFlows() throws IOException {
    try (Stream<String> lines = Files.lines(CASES)) {
      return lines
          .map(JSON::readTree)
          .filter(test -> test.path("result").asString("").equals("flow"))
          .map(EventReaderTest::flow)
          .toList();
    }
  }

  private static Flow flow(JsonNode test) {
    try {
      Flow.Builder flow = Flow.newBuilder();
      JsonFormat.parser().merge(test.get("message").toString(), flow);
      return flow.build();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
