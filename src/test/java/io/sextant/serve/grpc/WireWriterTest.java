package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.flow.Ethernet;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Policy;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireWriterTest {
  private final WireWriter out = new WireWriter();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, 0xffff_ffffL, 1L << 56, Long.MAX_VALUE, -1})
  void number_ofAnyLength_isWrittenAsTheLibraryDoes(long value) throws Exception {
    out.number(Policy.REVISION_FIELD_NUMBER, value);
    assertThat(out.toBytes())
        .isEqualTo(Policy.newBuilder().setRevision(value).build().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "web", "größe", "网络", "\ud83d\ude80 off", "half \ud83d of a pair"})
  void text_ofAnyCharacters_isWrittenAsUtf8(String text) throws Exception {
    out.text(Policy.NAME_FIELD_NUMBER, text);
    String read = Policy.parseFrom(out.toBytes()).getName();
    assertThat(read).isEqualTo(text.replace("half \ud83d of", "half ? of"));
  }

  @Test
  void text_longerThanTheBuffer_growsIt() throws Exception {
    String text = "x".repeat(100_000);
    out.texts(Policy.LABELS_FIELD_NUMBER, List.of("first", text, "last"));
    assertThat(Policy.parseFrom(out.toBytes()).getLabelsList())
        .containsExactly("first", text, "last");
  }

  @Test
  void close_messageInMessage_keepsWhatIsAroundIt() throws Exception {
    out.uuid(Flow.UUID_FIELD_NUMBER, 0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L);
    int mark = out.size();
    out.mac(Ethernet.DESTINATION_FIELD_NUMBER, 0x0a0b_0c0d_0e0fL);
    out.mac(Ethernet.SOURCE_FIELD_NUMBER, 0xffff_ffff_ff01L);
    out.close(Flow.ETHERNET_FIELD_NUMBER, mark);
    Flow flow = Flow.parseFrom(out.toBytes());
    assertThat(flow.getUuid())
        .isEqualTo(new UUID(0x0123_4567_89ab_cdefL, 0xfedc_ba98_7654_3210L).toString());
    assertThat(flow.getEthernet().getSource()).isEqualTo("ff:ff:ff:ff:ff:01");
    assertThat(flow.getEthernet().getDestination()).isEqualTo("0a:0b:0c:0d:0e:0f");
  }

  @Test
  void clear_forgetsWhatWasWritten() {
    out.text(Policy.NAME_FIELD_NUMBER, "gone");
    out.clear();
    assertThat(out.size()).isZero();
  }
}
