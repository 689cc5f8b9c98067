package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import org.junit.jupiter.api.Test;

/** Which fields of flows a request gives. */
class ObserverMasksTest extends ObserverCalls {
  @Test
  void mask_leavesWhatWasAskedFor() {
    server.append(TestFlows.drop());
    GetFlowsResponse response =
        only(
            GetFlowsRequest.newBuilder()
                .setFieldMask(mask("IP.source", "l4.TCP", "l4.UDP", "Type", "source.pod_name")));
    assertThat(response.getFlow())
        .isEqualTo(
            io.sextant.proto.flow.Flow.newBuilder()
                .setIP(io.sextant.proto.flow.IP.newBuilder().setSource("10.42.0.13"))
                .setL4(full().getL4())
                .setType(io.sextant.proto.flow.FlowType.L3_L4)
                .setSource(
                    io.sextant.proto.flow.Endpoint.newBuilder().setPodName("reviews-66d8-k3"))
                .build());
    assertThat(response.hasTime()).isFalse();
    assertThat(response.getNodeName()).isEmpty();
  }

  @Test
  void parentInMask_absorbsItsChildren() {
    server.append(TestFlows.drop());
    assertThat(only(GetFlowsRequest.newBuilder().setFieldMask(mask("IP.source", "IP"))).getFlow())
        .isEqualTo(io.sextant.proto.flow.Flow.newBuilder().setIP(full().getIP()).build());
  }

  @Test
  void defaultMaskOfTheCommandLine_alsoBringsWhatItPrints() {
    server.append(TestFlows.drop());
    FieldMask mask = FieldMask.newBuilder().addAllPaths(FlowMask.CLI_DEFAULT).build();
    io.sextant.proto.flow.Flow flow =
        only(GetFlowsRequest.newBuilder().setFieldMask(mask)).getFlow();
    assertThat(flow.getTrafficDirection())
        .isEqualTo(io.sextant.proto.flow.TrafficDirection.INGRESS);
    assertThat(flow.getUuid()).isEmpty();
    assertThat(flow.getSource().getLabelsList()).isEmpty();
  }

  @Test
  void unknownPathInMask_isRefused() {
    assertRefused(
        GetFlowsRequest.newBuilder().setFieldMask(mask("time", "source.pod")),
        "INVALID_ARGUMENT: field_mask: \"source.pod\" is no field of flow.Flow");
    assertRefused(
        GetFlowsRequest.newBuilder().setFieldMask(mask("source_names.x")),
        "INVALID_ARGUMENT: field_mask: \"source_names.x\" is no field of flow.Flow");
  }
}
