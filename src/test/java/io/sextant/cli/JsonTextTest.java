package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsResponse;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ServerStatusResponse;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  private static final long SEED = 7;

  @Test
  void fields_standInTheOrderOfTheirDeclaration() {
    Flow flow =
        Flow.newBuilder()
            .setTime(Timestamp.newBuilder().setSeconds(1).setNanos(20_000_000))
            .setUuid("u")
            .setVerdict(Verdict.DROPPED)
            .setNodeName("n")
            .setIsReply(BoolValue.of(false))
            .setSocketCookie(-1)
            .setSummary("a<b & \"c\"\u001b")
            .build();
    assertThat(JsonPrinter.line(flow))
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:01.020Z\",\"uuid\":\"u\",\"verdict\":\"DROPPED\","
                + "\"node_name\":\"n\",\"is_reply\":false,"
                + "\"socket_cookie\":\"18446744073709551615\","
                + "\"Summary\":\"a<b & \\\"c\\\"\\u001b\"}");
  }

  @Test
  void numbersWithoutAName_stayNumbers() {
    assertThat(JsonPrinter.line(FlowFilter.newBuilder().addVerdictValue(99).build()))
        .isEqualTo("{\"verdict\":[99]}");
    assertThat(JsonPrinter.line(ServerStatusResponse.newBuilder().setFlowsRate(2).build()))
        .isEqualTo("{\"flows_rate\":2}");
    assertThat(JsonPrinter.line(ServerStatusResponse.newBuilder().setFlowsRate(0.25).build()))
        .isEqualTo("{\"flows_rate\":0.25}");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1, 1970-01-01T00:00:00.000000001Z",
    "5000, 1970-01-01T00:00:00.000005Z",
    "120000000, 1970-01-01T00:00:00.120Z"
  })
  void fractions_haveNoneOrThreeSixOrNinePlaces(int nanos, String text) {
    Flow flow = Flow.newBuilder().setTime(Timestamp.newBuilder().setNanos(nanos)).build();
    assertThat(JsonPrinter.line(flow)).isEqualTo("{\"time\":\"" + text + "\"}");
  }

  /** Every field that there is, against the library's own reader. */
  @Test
  void messages_areReadBackAsTheyWere() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      for (Message type :
          new Message[] {
            GetFlowsResponse.getDefaultInstance(),
            FlowFilter.getDefaultInstance(),
            GetAgentEventsResponse.getDefaultInstance(),
            GetDebugEventsResponse.getDefaultInstance()
          }) {
        Message message = random(type.toBuilder(), random, 0).build();
        Message.Builder read = type.newBuilderForType();
        JsonFormat.parser().merge(JsonPrinter.line(message), read);
        assertThat(read.build()).isEqualTo(message);
      }
    }
  }

  private static Message.Builder random(Message.Builder builder, Random random, int depth) {
    if (builder instanceof Timestamp.Builder time) {
      return time.setSeconds(random.nextInt()).setNanos(random.nextInt(1_000) * 1_000);
    }
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean opaque =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && field.getMessageType().getName().equals("Any");
      if (opaque || random.nextInt(3) == 0 || depth > 4) {
        continue;
      }
      if (field.isRepeated()) {
        builder.addRepeatedField(field, value(builder, field, random, depth));
        builder.addRepeatedField(field, value(builder, field, random, depth));
      } else {
        builder.setField(field, value(builder, field, random, depth));
      }
    }
    return builder;
  }

  private static Object value(
      Message.Builder builder, FieldDescriptor field, Random random, int depth) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case DOUBLE -> random.nextDouble();
      case FLOAT -> random.nextFloat();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(random);
      case BYTE_STRING -> ByteString.copyFromUtf8(text(random));
      case ENUM -> constant(field, random);
      case MESSAGE -> random(builder.newBuilderForField(field), random, depth + 1).build();
    };
  }

  private static EnumValueDescriptor constant(FieldDescriptor field, Random random) {
    var values = field.getEnumType().getValues();
    return values.get(random.nextInt(values.size()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(random.nextInt(4) == 0 ? 0x1f600 + i : random.nextInt(0x3000));
    }
    return text.toString();
  }
}
