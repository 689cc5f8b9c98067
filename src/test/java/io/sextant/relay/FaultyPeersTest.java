package io.sextant.relay;

import static io.sextant.relay.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that are away, fail, keep silent or send too much harm neither the others nor the relay.
 */
@Timeout(60)
class FaultyPeersTest {
  private static final GetFlowsRequest ALL = GetFlowsRequest.getDefaultInstance();

  @Test
  void peerThatIsAway_isTold_andTheOthersAnswer() {
    FakePeer gone = FakePeer.with("gone");
    gone.close();
    try (FakePeer a = FakePeer.with("a", 1);
        RelayServer relay = RelayServer.over(a, gone)) {
      await(() -> relay.relay.peerStates().getLast().state() == PeerState.State.UNAVAILABLE);
      Heard heard = relay.ask(ALL);
      assertThat(heard.flows()).containsExactly("a-1");
      assertThat(heard.statuses(NodeState.NODE_UNAVAILABLE))
          .singleElement()
          .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("gone"));
    }
  }

  @Test
  void errors_withEqualText_areOneEvent_afterTheFlows() {
    FakePeer.Script fails =
        (_, client) -> {
          client.onNext(Messages.flow("x", 7));
          client.onError(Status.UNKNOWN.withDescription("boom").asException());
        };
    try (FakePeer a = new FakePeer("a", fails);
        FakePeer b = new FakePeer("b", fails);
        FakePeer c = FakePeer.with("c", 1);
        RelayServer relay = RelayServer.over(a, b, c)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("c-1", "x-7", "x-7");
      assertThat(heard.statuses(NodeState.NODE_ERROR))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.getMessage()).isEqualTo("boom");
            assertThat(event.getNodeNamesList()).containsExactlyInAnyOrder("a", "b");
          });
    }
  }

  @Test
  void whatAllPeersRefuse_isTheClientsError_whatOneRefuses_isItsOwn() {
    FakePeer.Script refuses =
        (_, client) ->
            client.onError(
                Status.INVALID_ARGUMENT.withDescription("source_ip: \"x\"").asException());
    try (FakePeer a = new FakePeer("a", refuses);
        FakePeer b = new FakePeer("b", refuses);
        RelayServer relay = RelayServer.over(a, b)) {
      Status end = relay.ask(ALL).awaitEnd();
      assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(end.getDescription()).isEqualTo("source_ip: \"x\"");
      Status followed = relay.ask(GetFlowsRequest.newBuilder().setFollow(true).build()).awaitEnd();
      assertThat(followed.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

      b.plays(new FakePeer.Memory("b", List.of(1L)));
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("b-1");
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .isEqualTo("rpc error: code = InvalidArgument desc = source_ip: \"x\"");
    }
  }

  @Test
  void silentPeer_neverBlocksTheOthers_andIsLeftOut() {
    try (FakePeer a = FakePeer.with("a", 1, 2);
        FakePeer silent = new FakePeer("silent", (_, _) -> {});
        RelayServer relay = RelayServer.over(a, silent)) {
      Heard heard = relay.follow(ALL);
      heard.awaitFlows(2);
      assertThat(heard.end()).isNull();
      assertThat(heard.awaitEnd()).isEqualTo(Status.OK);
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .contains("it said nothing for 1 s; the rest is missing");
      Heard last = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).build());
      assertThat(last.flows()).containsExactly("a-2");
      assertThat(last.statuses(NodeState.NODE_ERROR)).hasSize(1);
    }
  }

  @Test
  void peerThatNeverEnds_isCutOff_whenALimitWasAsked() {
    FakePeer.Script endless =
        (_, client) -> {
          for (long i = 0; !client.isCancelled(); i++) {
            if (client.isReady()) {
              client.onNext(Messages.flow("endless", i));
            } else {
              Thread.sleep(1);
            }
          }
        };
    try (FakePeer a = FakePeer.with("a", 1L << 31);
        FakePeer b = new FakePeer("endless", endless);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).build());
      assertThat(heard.flows()).containsExactly("a-" + (1L << 31));
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst().getMessage())
          .contains("it sends more than it was asked for");
    }
  }

  @Test
  void messageTooLarge_isItsPeersError() {
    FakePeer.Script huge =
        (_, client) -> {
          client.onNext(
              GetFlowsResponse.newBuilder()
                  .setNodeName("x".repeat(2 * PeerChannels.LARGEST_MESSAGE))
                  .build());
          client.onCompleted();
        };
    try (FakePeer a = FakePeer.with("a", 1);
        FakePeer b = new FakePeer("huge", huge);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(ALL);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("a-1");
      assertThat(heard.statuses(NodeState.NODE_ERROR).getFirst())
          .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("huge"))
          .satisfies(event -> assertThat(event.getMessage()).contains("ResourceExhausted"));
    }
  }

  @Test
  void windowOfLargeMessages_isCutOff_beforeItFillsTheMemory() {
    String padding = "x".repeat(PeerChannels.LARGEST_MESSAGE / 4);
    FakePeer.Script hostile =
        (_, client) -> {
          for (long i = 0; !client.isCancelled(); i++) {
            if (client.isReady()) {
              client.onNext(Messages.flow(padding, i, "large"));
            } else {
              Thread.sleep(1);
            }
          }
        };
    try (FakePeer a = FakePeer.with("a", 1);
        FakePeer quiet = new FakePeer("quiet", (_, _) -> {});
        FakePeer b = new FakePeer("hostile", hostile);
        RelayServer relay = RelayServer.over(a, quiet, b)) {
      Heard heard = relay.ask(GetFlowsRequest.newBuilder().setNumber(1).setFirst(true).build());
      assertThat(heard.flows()).hasSize(1);
      assertThat(heard.statuses(NodeState.NODE_ERROR))
          .anySatisfy(event -> {
            assertThat(event.getNodeNamesList()).containsExactly("hostile");
            assertThat(event.getMessage()).contains("its messages are too large");
          });
    }
  }
}
