package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryHeaderTest {
  private final TestServer server = new TestServer(255);
  private final ManagedChannel channel =
      NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  private final AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();

  @BeforeEach
  void feed() {
    server.append(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void query_choosesBesideTheFilters_andIsAcknowledged() {
    GetFlowsRequest all = GetFlowsRequest.newBuilder().setNumber(10).build();
    assertThat(count("verdict:DROPPED port:(22 OR 5432)", all)).isEqualTo(2);
    assertThat(applied()).isTrue();
    FlowFilter database = FlowFilter.newBuilder().addDestinationPort("5432").build();
    assertThat(count("verdict:DROPPED", all.toBuilder().addWhitelist(database).build()))
        .isEqualTo(1);
    assertThat(count("", all)).isEqualTo(4);
    assertThat(count("verdict:DROPPED", all.toBuilder().setNumber(1).build())).isEqualTo(1);
  }

  @Test
  void callWithoutAQuery_hasNoWordOfIt() {
    var flows = ObserverGrpc.newBlockingStub(channel).withInterceptors(capture());
    assertThat(flows.getFlows(GetFlowsRequest.newBuilder().setNumber(1).build()).hasNext())
        .isTrue();
    assertThat(applied()).isFalse();
  }

  @Test
  void otherCalls_doNotClaimToKnowIt() {
    assertThat(stub("port:1").serverStatus(ServerStatusRequest.getDefaultInstance())).isNotNull();
    assertThat(applied()).isFalse();
  }

  @Test
  void whatIsNoQuery_isRefusedWithTheColumn() {
    assertThatThrownBy(() -> count("a port:x", GetFlowsRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT: query: column 8: port takes a number");
    assertThat(server.refused().of(Refused.Why.INVALID)).isEqualTo(1);
  }

  private int count(String query, GetFlowsRequest request) {
    int flows = 0;
    Iterator<GetFlowsResponse> answer = stub(query).getFlows(request);
    while (answer.hasNext()) {
      flows += answer.next().hasFlow() ? 1 : 0;
    }
    return flows;
  }

  private ObserverGrpc.ObserverBlockingStub stub(String query) {
    return ObserverGrpc.newBlockingStub(channel)
        .withInterceptors(
            capture(), MetadataUtils.newAttachHeadersInterceptor(QueryHeader.of(query)));
  }

  private io.grpc.ClientInterceptor capture() {
    return MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>());
  }

  private boolean applied() {
    Metadata received = headers.get();
    return received != null && received.containsKey(QueryHeader.APPLIED);
  }
}
