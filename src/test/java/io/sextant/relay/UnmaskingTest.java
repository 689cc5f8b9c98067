package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the relay has to open to take the time out may be broken inside. */
@Timeout(60)
class UnmaskingTest {
  private static final int FLOW = 1;
  private static final ByteString NONSENSE = ByteString.copyFromUtf8("\7\7\7");
  private static final GetFlowsRequest WITHOUT_TIME =
      GetFlowsRequest.newBuilder().setFieldMask(FieldMask.newBuilder().addPaths("uuid")).build();

  private static final FakePeer.Script BROKEN_INSIDE =
      (_, client) -> {
        client.onNext(Messages.flow("b", 1));
        client.onNext(brokenFlow(2));
        client.onNext(brokenFlow(3));
        client.onNext(Messages.flow("b", 4));
        client.onCompleted();
      };

  @Test
  void flowThatIsBrokenInside_isLeftOut_andTold() {
    try (FakePeer a = FakePeer.with("a", 5);
        FakePeer b = new FakePeer("hostile", BROKEN_INSIDE);
        RelayServer relay = RelayServer.over(a, b)) {
      Heard heard = relay.ask(WITHOUT_TIME);
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("b-1", "b-4", "a-5");
      assertThat(heard.statuses(NodeState.NODE_ERROR))
          .singleElement()
          .satisfies(event -> assertThat(event.getNodeNamesList()).containsExactly("hostile"))
          .satisfies(
              event -> assertThat(event.getMessage()).startsWith("a flow of it cannot be read"));
      assertThat(relay.relay.gaps()).isEqualTo(2);
    }
  }

  @Test
  void newest_areThoseThatCanBeRead() {
    try (FakePeer b = new FakePeer("hostile", BROKEN_INSIDE);
        RelayServer relay = RelayServer.over(b)) {
      Heard heard = relay.ask(WITHOUT_TIME.toBuilder().setNumber(2).build());
      assertThat(heard.end()).isEqualTo(Status.OK);
      assertThat(heard.flows()).containsExactly("b-1", "b-4");
    }
  }

  @Test
  void clientThatKeepsTheTime_getsWhatThePeerSent() {
    try (FakePeer b = new FakePeer("hostile", BROKEN_INSIDE);
        RelayServer relay = RelayServer.over(b)) {
      // The client of this test cannot read it either; the relay did not look.
      Heard heard = relay.ask(GetFlowsRequest.getDefaultInstance());
      assertThat(heard.flows()).containsExactly("b-1");
      assertThat(relay.relay.gaps()).isZero();
    }
  }

  /** An envelope that is right, around bytes that are no flow. */
  private static GetFlowsResponse brokenFlow(long second) {
    UnknownFieldSet.Field bytes =
        UnknownFieldSet.Field.newBuilder().addLengthDelimited(NONSENSE).build();
    return GetFlowsResponse.newBuilder()
        .setTime(Messages.time(second))
        .setUnknownFields(UnknownFieldSet.newBuilder().addField(FLOW, bytes).build())
        .build();
  }
}
