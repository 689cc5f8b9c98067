package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.relay.NodeState;
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
}
