package io.sextant.relay;

import static io.sextant.relay.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.relay.NodeState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers from memory, over peers in this process. */
@Timeout(60)
class RelayTest {
  private static final GetFlowsRequest ALL = GetFlowsRequest.getDefaultInstance();

  @Test
  void answer_isOfAllPeers_byTime_afterWhoTakesPart() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("a-1", "b-2", "b-3", "a-4", "a-5", "b-6");
      assertThat(heard.all().getFirst().getNodeName()).isEqualTo("relay-1");
      assertThat(heard.all().getFirst().getNodeStatus().getStateChange())
          .isEqualTo(NodeState.NODE_CONNECTED);
      assertThat(heard.all().getFirst().getNodeStatus().getNodeNamesList())
          .containsExactly("a", "b");
      assertThat(a.requests).containsExactly(ALL);
    }
  }

  @Test
  void last_givesTheNewestOfAllPeers() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).build());
      assertThat(heard.flows()).containsExactly("a-5", "b-6", "a-9");
    }
  }

  @Test
  void first_givesTheOldestOfAllPeers() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).setFirst(true).build());
      assertThat(heard.flows()).containsExactly("a-1", "b-2", "b-3");
      assertThat(heard.end()).isEqualTo(Status.OK);
    }
  }

  @Test
  void last_withSinceAndUntil_isCutFromThose() {
    try (FakePeer a = FakePeer.with("a", 1, 4, 5, 9);
        FakePeer b = FakePeer.with("b", 2, 3, 6);
        RelayServer relay = RelayServer.over(a, b)) {
      GetFlowsRequest.Builder request =
          GetFlowsRequest.newBuilder()
              .setSince(Messages.time(2))
              .setUntil(Messages.time(6))
              .setNumber(2);
      assertThat(relay.ask(request.build()).flows()).containsExactly("a-5", "b-6");
      assertThat(relay.ask(request.setFirst(true).build()).flows()).containsExactly("b-2", "b-3");
    }
  }

  @Test
  void all_asTheCliAsksForIt_isNoLimit() {
    try (FakePeer a = FakePeer.with("a", 1, 4);
        RelayServer relay = RelayServer.over(a)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(-1).build());
      assertThat(heard.flows()).containsExactly("a-1", "a-4");
    }
  }

  @Test
  void firstAndFollow_isRefused_whoeverIsThere() {
    try (RelayServer relay = RelayServer.over()) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setFirst(true).setFollow(true).build());
      assertThat(heard.awaitEnd().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(heard.awaitEnd().getDescription()).contains("first").contains("follow");
    }
  }

  @Test
  void maskWithoutTime_isAnsweredWithoutTime_andStillInOrder() {
    FieldMask mask = FieldMask.newBuilder().addPaths("uuid").build();
    try (FakePeer a = FakePeer.with("a", 1, 4);
        FakePeer b = FakePeer.with("b", 2, 3);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(3).setFieldMask(mask).build());
      assertThat(heard.flows()).containsExactly("b-2", "b-3", "a-4");
      assertThat(a.requests.getFirst().getFieldMask().getPathsList())
          .containsExactly("uuid", "time");
      assertThat(heard.all().stream().filter(GetFlowsResponse::hasFlow))
          .noneMatch(response -> response.hasTime() || response.getFlow().hasTime());
    }
  }

  @Test
  void headersAndDeadline_goOnToThePeers_andSoDoesTheEnd() throws Exception {
    CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    FakePeer.Script waits =
        (_, client) -> {
          while (!client.isCancelled()) {
            Thread.sleep(1);
          }
          cancelled.complete(true);
        };
    Metadata.Key<String> authorization =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    Metadata headers = new Metadata();
    headers.put(authorization, "Basic eDp5");
    try (FakePeer a = new FakePeer("a", waits);
        RelayServer relay = RelayServer.over(a)) {
      Heard heard = new Heard();
      ObserverGrpc.newStub(relay.channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(3, TimeUnit.SECONDS)
          .getFlows(GetFlowsRequest.newBuilder().setFollow(true).build(), heard);
      heard.awaitStatus(NodeState.NODE_CONNECTED);
      await(() -> !a.headers.isEmpty());
      assertThat(a.headers.getFirst().get(authorization)).isEqualTo("Basic eDp5");
      await(() -> !a.deadlines.isEmpty());
      assertThat(a.deadlines.getFirst().timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(3_000);
      assertThat(heard.awaitEnd().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(cancelled.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
