package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which flows a request gives, and what stands among them. */
class ObserverFlowsTest extends ObserverCalls {
  @Test
  void number_givesTheNewest_whateverElseIsInTheRing() {
    for (int port = 1; port <= 30; port++) {
      server.append(numbered(port), debug(port), news(port));
    }
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(20)))
        .hasSize(20)
        .startsWith(11)
        .endsWith(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(-1))).hasSize(30);
    assertThat(ports(GetFlowsRequest.newBuilder())).hasSize(30);
  }

  @Test
  void first_givesTheOldest() {
    appendNumbered(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(2).setFirst(true)))
        .containsExactly(1, 2);
    assertThat(ports(GetFlowsRequest.newBuilder().setFirst(true))).hasSize(30);
  }

  @Test
  void sinceAndUntil_limitEveryKindOfRequest() {
    appendNumbered(30);
    GetFlowsRequest request =
        GetFlowsRequest.newBuilder().setSince(time(10)).setUntil(time(20)).build();
    assertThat(ports(request.toBuilder())).hasSize(11).startsWith(10).endsWith(20);
    assertThat(ports(request.toBuilder().setNumber(3))).containsExactly(18, 19, 20);
    assertThat(ports(request.toBuilder().setNumber(3).setFirst(true))).containsExactly(10, 11, 12);
    assertThat(ports(request.toBuilder().clearUntil().setNumber(2))).containsExactly(29, 30);
    assertThat(ports(request.toBuilder().clearSince().setNumber(1))).containsExactly(20);
  }

  @Test
  void until_endsAlsoWhoFollows() {
    appendNumbered(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setFollow(true).setNumber(2).setUntil(time(20))))
        .containsExactly(19, 20);
  }

  @Test
  void follow_givesWhatComes_afterTheLast() {
    appendNumbered(3);
    Iterator<GetFlowsResponse> flows =
        observer.getFlows(GetFlowsRequest.newBuilder().setNumber(1).setFollow(true).build());
    assertThat(port(flows.next())).isEqualTo(3);
    server.append(numbered(4));
    assertThat(port(flows.next())).isEqualTo(4);
    server.append(numbered(5), numbered(6));
    assertThat(port(flows.next())).isEqualTo(5);
    assertThat(port(flows.next())).isEqualTo(6);
  }

  @Test
  void follow_thatTheServerCutsOff_hasFailed() {
    appendNumbered(1);
    Iterator<GetFlowsResponse> flows =
        observer.getFlows(GetFlowsRequest.newBuilder().setNumber(1).setFollow(true).build());
    flows.next();
    server.ring().close();
    assertThatThrownBy(flows::hasNext).hasMessage("UNAVAILABLE: the server goes down");
  }

  @Test
  void firstWithFollow_isRefused() {
    assertRefused(
        GetFlowsRequest.newBuilder().setFirst(true).setFollow(true),
        "INVALID_ARGUMENT: first: cannot be combined with follow; leave one of the two out");
  }

  @Test
  void lists_allowAndDeny() {
    server.append(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));
    FlowFilter dropped = FlowFilter.newBuilder().addVerdict(Verdict.DROPPED).build();
    FlowFilter fromReviews = FlowFilter.newBuilder().addSourcePod("shop/reviews").build();
    assertThat(ports(GetFlowsRequest.newBuilder().addWhitelist(dropped))).containsExactly(5432, 22);
    assertThat(ports(GetFlowsRequest.newBuilder().addWhitelist(dropped).addBlacklist(fromReviews)))
        .containsExactly(22);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(1).addBlacklist(dropped)))
        .containsExactly(40001);
  }

  @Test
  void wrongFilter_isRefusedWithFieldAndValue() {
    assertRefused(
        GetFlowsRequest.newBuilder().addWhitelist(FlowFilter.newBuilder().addSourcePort("http")),
        "INVALID_ARGUMENT: filter source_port: \"http\" is not a port:"
            + " give a number from 0 to 65535");
    assertRefused(
        GetFlowsRequest.newBuilder()
            .addBlacklist(
                FlowFilter.newBuilder()
                    .setExperimental(FlowFilter.Experimental.newBuilder().addCelExpression("1"))),
        "INVALID_ARGUMENT: filter experimental.cel_expression: \"1\" is no CEL expression that gives"
            + " true or false: ERROR: <input>:1:1: expected type 'bool' but found 'int'");
  }

  @Test
  void losses_standWhereTheyHappened() {
    server.append(
        numbered(1),
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestServer.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            7,
            3,
            0,
            0),
        numbered(2));
    List<GetFlowsResponse> all = all(GetFlowsRequest.newBuilder());
    assertThat(all).hasSize(3);
    assertThat(all.get(1).getLostEvents().getNumEventsLost()).isEqualTo(7);
    assertThat(all.get(1).getLostEvents().getCpu().getValue()).isEqualTo(3);
    assertThat(all.get(1).getNodeName()).isEqualTo("node-1");
  }

  @Test
  void clientThatStopsReading_learnsItsLoss_andCostsTheOthersNothing() throws Exception {
    SlowClient slow = new SlowClient();
    appendNumbered(1);
    ObserverGrpc.newStub(channel)
        .getFlows(GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build(), slow);
    slow.awaitFirst();
    int sent = 20_000;
    for (int i = 1; i <= sent; i++) {
      server.append(numbered(i % 1000));
    }
    server.ring().close();
    assertThat(slow.readAll()).contains("UNAVAILABLE");
    assertThat(slow.lost).isPositive();
    assertThat(slow.received + slow.lost).isEqualTo(sent + 1);
  }
}
