package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.sextant.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Masks over bytes against the library's masks over messages. */
class FlowMaskTest {
  private static final int MASKS = 2_000;
  private static final long SEED = 20_261_124;

  private final FlowMessages messages = new FlowMessages("1.19.4");

  @Test
  void masks_ofAnyPaths_takeWhatTheLibraryTakes() throws Exception {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    List<String> all = new ArrayList<>();
    collectPaths(io.sextant.proto.flow.Flow.getDescriptor(), "", 3, all);
    List<Flow> flows = FlowMessagesTest.flowsWithEverything();
    for (int i = 0; i < MASKS; i++) {
      FieldMask.Builder mask = FieldMask.newBuilder();
      for (int paths = 1 + random.nextInt(6); paths > 0; paths--) {
        mask.addPaths(all.get(random.nextInt(all.size())));
      }
      Flow flow = flows.get(random.nextInt(flows.size()));
      assertThat(masked(flow, mask.build())).as("%s", mask).isEqualTo(expected(flow, mask.build()));
    }
  }

  @Test
  void mask_thatHubbleSendsByDefault_alsoTakesWhatItPrints() throws Exception {
    Flow flow = FlowMessagesTest.flowsWithEverything().getFirst();
    var cli = masked(flow, FieldMask.newBuilder().addAllPaths(FlowMask.CLI_DEFAULT).build());
    assertThat(cli.getFlow().getPolicyMatchType())
        .isEqualTo(messages.message(flow).getPolicyMatchType());
    assertThat(cli.getFlow().getSource().getLabelsList()).isEmpty();
    assertThat(cli.getFlow().getNodeLabelsList()).isEmpty();
  }

  @Test
  void mask_pathThatIsNoField_isRefusedByName() {
    for (String path : List.of("nonsense", "IP.nonsense", "verdict.x", "node_labels.x", "", ".")) {
      assertThatThrownBy(() -> FlowMask.of(FieldMask.newBuilder().addPaths(path).build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("field_mask")
          .hasMessageContaining(path);
    }
  }

  private GetFlowsResponse masked(Flow flow, FieldMask mask) throws Exception {
    WireResponse response = Objects.requireNonNull(new FlowResponses(messages, mask).apply(flow));
    return GetFlowsResponse.parseFrom(response);
  }

  private GetFlowsResponse expected(Flow flow, FieldMask mask) {
    var taken = io.sextant.proto.flow.Flow.newBuilder();
    FieldMaskUtil.merge(mask, messages.message(flow), taken);
    GetFlowsResponse.Builder response =
        GetFlowsResponse.newBuilder().setFlow(taken).setNodeName(taken.getNodeName());
    if (taken.hasTime()) {
      response.setTime(taken.getTime());
    }
    return response.build();
  }

  private static void collectPaths(Descriptor type, String prefix, int depth, List<String> paths) {
    for (FieldDescriptor field : type.getFields()) {
      paths.add(prefix + field.getName());
      boolean message =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
      if (message && depth > 1) {
        collectPaths(field.getMessageType(), prefix + field.getName() + ".", depth - 1, paths);
      }
    }
  }
}
