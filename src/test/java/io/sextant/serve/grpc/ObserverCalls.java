package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Flow;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * A server and a client of Hubble's API by its generated stubs, over a socket; new for each test.
 */
@Timeout(30)
abstract class ObserverCalls {
  static final long SECOND = 1_000_000_000L;

  final TestServer server = new TestServer(1023);
  final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  final ObserverGrpc.ObserverBlockingStub observer = ObserverGrpc.newBlockingStub(channel);

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  static io.sextant.proto.flow.Flow full() {
    return new FlowMessages("0.1.0").message(TestFlows.drop());
  }

  void assertRefused(GetFlowsRequest.Builder request, String text) {
    assertThatThrownBy(() -> all(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(text);
  }

  GetFlowsResponse only(GetFlowsRequest.Builder request) {
    List<GetFlowsResponse> all = all(request);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  List<Integer> ports(GetFlowsRequest.Builder request) {
    return all(request).stream().map(ObserverCalls::port).toList();
  }

  List<GetFlowsResponse> all(GetFlowsRequest.Builder request) {
    List<GetFlowsResponse> all = new ArrayList<>();
    observer.getFlows(request.build()).forEachRemaining(all::add);
    return all;
  }

  static int port(GetFlowsResponse response) {
    return response.getFlow().getL4().getTCP().getDestinationPort();
  }

  void appendNumbered(int count) {
    for (int i = 1; i <= count; i++) {
      server.append(numbered(i));
    }
  }

  /** A flow whose destination port and second are its number. */
  static Flow numbered(int number) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(TestFlows.TEN_TWENTY + number * SECOND / 10, 0)
        .tcp(40001, number, TcpFlags.SYN)
        .build();
  }

  static Timestamp time(int number) {
    return FlowMessages.timestamp(TestFlows.TEN_TWENTY + number * SECOND / 10);
  }

  static DebugEvent debug(int number) {
    return new DebugEvent(
        TestFlows.TEN_TWENTY + number, TestServer.NODE, 1, null, 0, 0, 0, 0, "m" + number, 0);
  }

  static AgentEvent news(int number) {
    return new AgentEvent(
        TestFlows.TEN_TWENTY + number,
        TestServer.NODE,
        new AgentEvent.AgentStarted(number * SECOND));
  }

  static FieldMask mask(String... paths) {
    return FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
  }
}
