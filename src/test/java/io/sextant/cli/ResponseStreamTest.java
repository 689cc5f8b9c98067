package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.serve.grpc.TestServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResponseStreamTest {
  private static final int MANY = 20_000;

  private final TestServer server = new TestServer(32_767);
  private final ManagedChannel channel =
      NettyChannelBuilder.forTarget("dns:///" + server.address()).usePlaintext().build();
  private final ResponseStream<GetFlowsResponse> stream = new ResponseStream<>();

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void responses_comeAllAlsoWhereMoreThanMayWait() {
    for (int i = 0; i < MANY; i++) {
      server.append(TestFlows.scan(i + 1));
    }
    AtomicInteger next = new AtomicInteger(1);
    run(
        GetFlowsRequest.newBuilder().setNumber(MANY),
        response ->
            assertThat(response.getFlow().getL4().getTCP().getDestinationPort())
                .isEqualTo(next.getAndIncrement()));
    assertThat(next).hasValue(MANY + 1);
  }

  @Test
  void cancelled_itEndsWithoutTrouble() throws Exception {
    server.append(TestFlows.scan(1));
    CountDownLatch came = new CountDownLatch(1);
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () ->
                run(
                    GetFlowsRequest.newBuilder().setNumber(1).setFollow(true),
                    _ -> came.countDown()),
            Thread::startVirtualThread);
    assertThat(came.await(10, TimeUnit.SECONDS)).isTrue();
    stream.cancel();
    end.get(10, TimeUnit.SECONDS);
  }

  @Test
  void cancelledBeforeTheFirst_itEndsToo() {
    server.append(TestFlows.scan(1));
    stream.cancel();
    AtomicInteger taken = new AtomicInteger();
    run(GetFlowsRequest.newBuilder().setNumber(1).setFollow(true), _ -> taken.incrementAndGet());
    assertThat(taken).hasValue(0);
  }

  @Test
  void failure_isThatOfTheServer() {
    GetFlowsRequest.Builder wrong =
        GetFlowsRequest.newBuilder().addWhitelist(FlowFilter.newBuilder().addSourceIp("nowhere"));
    assertThatThrownBy(() -> run(wrong, _ -> {}))
        .isInstanceOf(StatusRuntimeException.class)
        .satisfies(e ->
            assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
  }

  private void run(GetFlowsRequest.Builder request, ResponseStream.Sink<GetFlowsResponse> sink) {
    stream.run(channel, ObserverGrpc.getGetFlowsMethod(), request.build(), sink);
  }
}
