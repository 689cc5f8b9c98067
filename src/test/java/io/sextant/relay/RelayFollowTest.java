package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.relay.NodeState;
import io.sextant.serve.grpc.QueryHeader;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following, over peers in this process that come, go and come back. */
@Timeout(60)
class RelayFollowTest {
  private static final GetFlowsRequest FOLLOW =
      GetFlowsRequest.newBuilder().setFollow(true).build();

  private final long now = Instant.now().getEpochSecond();

  @Test
  void follow_showsWhatComes_ofAllPeers() {
    Live a = new Live("a");
    Live b = new Live("b");
    try (FakePeer peerA = new FakePeer("a", a);
        FakePeer peerB = new FakePeer("b", b);
        RelayServer relay = RelayServer.over(peerA, peerB)) {
      Heard heard = relay.follow(FOLLOW);
      a.tell(now);
      b.tell(now + 1);
      a.tell(now + 2);
      assertThat(heard.awaitFlows(3).flows())
          .containsExactly("a-" + now, "b-" + (now + 1), "a-" + (now + 2));
      assertThat(peerA.requests).containsExactly(FOLLOW);
      heard.cancel();
    }
  }

  @Test
  void lastAndFollow_givesTheNewestOfAll_thenWhatComes_withoutDoubles() {
    Live a = new Live("a", now - 9, now - 8, now - 1);
    Live b = new Live("b", now - 7, now - 3);
    try (FakePeer peerA = new FakePeer("a", a);
        FakePeer peerB = new FakePeer("b", b);
        RelayServer relay = RelayServer.over(peerA, peerB)) {
      Heard heard = relay.follow(FOLLOW.toBuilder().setNumber(2).build());
      heard.awaitFlows(2);
      b.tell(now + 1);
      assertThat(heard.awaitFlows(3).flows())
          .containsExactly("b-" + (now - 3), "a-" + (now - 1), "b-" + (now + 1));
      heard.cancel();
    }
  }

  @Test
  void peerThatComesBack_goesOnWhereItWas_andItIsSaid() {
    Live a = new Live("a");
    FakePeer first = new FakePeer("a", a);
    try (RelayServer relay = RelayServer.over(first)) {
      Heard heard = relay.follow(FOLLOW);
      a.tell(now);
      a.tell(now + 1);
      heard.awaitFlows(2);
      int port = first.port();
      first.close();
      assertThat(heard.awaitStatus(NodeState.NODE_UNAVAILABLE).getNodeNamesList())
          .containsExactly("a");
      Live again = new Live("a", now, now + 1, now + 2);
      try (FakePeer second = new FakePeer("a", again, port)) {
        heard.awaitFlows(3);
        again.tell(now + 3);
        assertThat(heard.awaitFlows(4).flows())
            .containsExactly("a-" + now, "a-" + (now + 1), "a-" + (now + 2), "a-" + (now + 3));
        assertThat(heard.statuses(NodeState.NODE_CONNECTED)).hasSize(2);
        assertThat(heard.statuses(NodeState.NODE_ERROR)).isEmpty();
        GetFlowsRequest asked =
            second.requests.stream().filter(GetFlowsRequest::getFollow).findFirst().orElseThrow();
        assertThat(asked.getNumber()).isZero();
        assertThat(asked.getSince().getSeconds()).isEqualTo(now);
      }
      heard.cancel();
    }
  }

  @Test
  void peerThatForgot_isSaidToHaveAGap() {
    Live a = new Live("a");
    FakePeer first = new FakePeer("a", a);
    try (RelayServer relay = RelayServer.over(first)) {
      Heard heard = relay.follow(FOLLOW);
      a.tell(now);
      heard.awaitFlows(1);
      int port = first.port();
      first.close();
      heard.awaitStatus(NodeState.NODE_UNAVAILABLE);
      try (FakePeer _ = new FakePeer("a", new Live("a", now + 50, now + 51), port)) {
        assertThat(heard.awaitFlows(3).flows())
            .containsExactly("a-" + now, "a-" + (now + 50), "a-" + (now + 51));
        assertThat(heard.awaitStatus(NodeState.NODE_ERROR))
            .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("a"))
            .satisfies(event ->
                assertThat(event.getMessage())
                    .startsWith("flows between ")
                    .contains(" and " + Instant.ofEpochSecond(now + 50) + " may be missing"));
        assertThat(relay.relay.gaps()).isOne();
      }
      heard.cancel();
    }
  }

  /** Else flows that the query does not choose would count as forgotten. */
  @Test
  void peerThatCameBack_isAskedForItsOldestFlow_notForThatOfTheQuery() {
    Live a = new Live("a");
    FakePeer first = new FakePeer("a", a).claimingQueries();
    try (RelayServer relay = RelayServer.over(first)) {
      Heard heard = new Heard();
      ObserverGrpc.newStub(relay.channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(QueryHeader.of("port:1")))
          .getFlows(FOLLOW, heard);
      a.tell(now);
      heard.awaitFlows(1);
      assertThat(first.headers.getFirst().containsKey(QueryHeader.QUERY)).isTrue();
      int port = first.port();
      first.close();
      heard.awaitStatus(NodeState.NODE_UNAVAILABLE);
      try (FakePeer again = new FakePeer("a", new Live("a", now + 50), port).claimingQueries()) {
        heard.awaitStatus(NodeState.NODE_ERROR);
        // Calls begin side by side, so that only their numbers can be compared.
        assertThat(again.requests).anyMatch(GetFlowsRequest::getFollow);
        assertThat(again.headers)
            .filteredOn(headers -> headers.containsKey(QueryHeader.QUERY))
            .hasSameSizeAs(again.requests.stream().filter(GetFlowsRequest::getFollow).toList());
        assertThat(again.requests).anyMatch(request -> !request.getFollow());
      }
      heard.cancel();
    }
  }

  @Test
  void peersThatComeAndGo_areTold_andNewOnesDoNotRepeatTheirPast() {
    Live a = new Live("a");
    Live b = new Live("b", now - 100, now + 5);
    try (FakePeer peerA = new FakePeer("a", a);
        FakePeer peerB = new FakePeer("b", b);
        RelayServer relay = RelayServer.over(peerA)) {
      Heard heard = relay.follow(FOLLOW);
      a.tell(now);
      heard.awaitFlows(1);
      relay.relay.peers().put(peerB.asPeer());
      assertThat(heard.awaitFlows(2).flows()).containsExactly("a-" + now, "b-" + (now + 5));
      assertThat(heard.awaitStatus(NodeState.NODE_CONNECTED).getNodeNamesList())
          .containsExactly("b");
      relay.relay.peers().remove("a");
      assertThat(heard.awaitStatus(NodeState.NODE_GONE).getNodeNamesList()).containsExactly("a");
      b.tell(now + 6);
      heard.awaitFlows(3);
      assertThat(heard.statuses(NodeState.NODE_ERROR)).isEmpty();
      heard.cancel();
    }
  }

  @Test
  void noPeers_followWaits_anAnswerSaysWhy() {
    try (FakePeer a = FakePeer.with("a", now);
        RelayServer relay = RelayServer.over()) {
      Heard answer = relay.ask(GetFlowsRequest.getDefaultInstance());
      assertThat(answer.end()).isEqualTo(Status.OK);
      assertThat(answer.statuses(NodeState.NODE_ERROR))
          .singleElement()
          .satisfies(event -> assertThat(event.getMessage()).contains("no peers are known"));
      Heard heard = relay.follow(FOLLOW.toBuilder().setSince(Messages.time(now)).build());
      assertThat(heard.all()).isEmpty();
      relay.relay.peers().put(a.asPeer());
      assertThat(heard.awaitFlows(1).flows()).containsExactly("a-" + now);
      heard.cancel();
    }
  }

  @Test
  void until_endsTheFollow() {
    try (FakePeer a = new FakePeer("a", new Live("a", now - 1));
        RelayServer relay = RelayServer.over(a)) {
      Heard heard =
          relay.follow(
              FOLLOW.toBuilder()
                  .setSince(Messages.time(now - 10))
                  .setUntil(Messages.time(now + 1))
                  .build());
      assertThat(heard.awaitEnd()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("a-" + (now - 1));
    }
  }

  @Test
  void relayThatGoesDown_endsItsStreams() {
    try (FakePeer a = new FakePeer("a", new Live("a"));
        RelayServer relay = RelayServer.over(a)) {
      Heard heard = relay.follow(FOLLOW);
      heard.awaitStatus(NodeState.NODE_CONNECTED);
      relay.relay.close();
      assertThat(heard.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  /** Has a past and tells what a test says now. */
  private static final class Live implements FakePeer.Script {
    private final String name;
    private final FakePeer.Memory past;
    private final BlockingQueue<Long> news = new LinkedBlockingQueue<>();

    Live(String name, long... past) {
      this.name = name;
      this.past = new FakePeer.Memory(name, LongStream.of(past).boxed().toList());
    }

    void tell(long second) {
      news.add(second);
    }

    @Override
    public void play(GetFlowsRequest request, ServerCallStreamObserver<GetFlowsResponse> client)
        throws InterruptedException {
      past.play(request, client);
      while (request.getFollow() && !client.isCancelled()) {
        Long second = news.poll(20, TimeUnit.MILLISECONDS);
        if (second != null) {
          client.onNext(Messages.flow(name, second));
        }
      }
    }
  }
}
