package io.sextant.control;

import static io.sextant.control.Harbour.berth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.ConnectionDecision;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** In the red fleet only ferries are heard, on channel 16. */
class PolicyTraceTest {
  private static final Endpoint TUG = pod("tug");
  private static final Endpoint FERRY = pod("ferry");

  private final PolicyTrace trace =
      PolicyTrace.of(
          Harbour.SETTINGS,
          Harbour.withShips()
              .put(
                  Harbour.policy(
                      "red",
                      "radio",
                      LabelSelector.ALL.with("k8s:kind", "tug"),
                      Section.only(
                          Rule.allow(
                              new Policy.Pods(LabelSelector.ALL.with("k8s:kind", "ferry")),
                              PortRange.tcp(16))),
                      Section.ABSENT))
              .objects());

  @Test
  void podsAndAddresses_areFound() {
    assertThat(decide("red/ferry", "red/tug", 16).allowed()).isTrue();
    assertThat(decide("red/ferry", "red/tug", 17).allowed()).isFalse();
    assertThat(decide("10.1.0.12", "10.1.0.11", 16).allowed()).isTrue();
    assertThat(decide("203.0.113.9", "red/tug", 16).ingress().toString())
        .contains("reserved:world", "isolated by NetworkPolicy red/radio", "kind is");
  }

  @Test
  void podThatNobodyKnows_isNamed_withThoseThatAre() {
    assertThatThrownBy(() -> decide("red/fery", "red/tug", 16))
        .hasMessageStartingWith("\"red/fery\" is no pod that is known and no address: expected ")
        .hasMessageContaining("red/ferry")
        .asInstanceOf(InstanceOfAssertFactories.type(PolicyTrace.UnknownEnd.class))
        .returns("red/fery", PolicyTrace.UnknownEnd::end)
        .extracting(PolicyTrace.UnknownEnd::expected)
        .asString()
        .startsWith("a known pod as NAMESPACE/POD, such as ")
        .endsWith(", or an address");
    assertThatThrownBy(() -> decide("red/ferry", "tug", 16))
        .asInstanceOf(InstanceOfAssertFactories.type(PolicyTrace.UnknownEnd.class))
        .returns("tug", PolicyTrace.UnknownEnd::end);
  }

  @Test
  void nothingInForceYet_isSaid() {
    PolicyTrace none = new PolicyTrace(Plan.EMPTY);
    assertThatThrownBy(() -> none.decide("10.1.0.1", "10.1.0.2", L4Protocol.TCP, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in force yet");
    assertThat(none.decide(FlowConnection.of(call(FERRY, TUG, 16)))).isEmpty();
  }

  @Test
  void flow_isJudgedAsItsConnection_itsReplyToo() {
    assertThat(allowed(call(FERRY, TUG, 16))).hasValue(true);
    assertThat(allowed(call(FERRY, TUG, 17))).hasValue(false);
    Flow reply =
        flow(TUG, berth(11), FERRY, berth(12), Reply.YES).ports(L4Protocol.TCP, 16, 40_000).build();
    FlowConnection answered = FlowConnection.of(reply);
    assertThat(answered.source()).hasToString("red/ferry");
    assertThat(answered.port()).isEqualTo(16);
    assertThat(answered.seenAt()).isEqualTo(TrafficDirection.EGRESS);
    assertThat(allowed(reply)).hasValue(true);
  }

  @Test
  void echoReply_belongsToTheRequest() {
    Flow reply =
        flow(TUG, berth(11), FERRY, berth(12), Reply.YES).message(L4Protocol.ICMPv4, 0, 0).build();
    assertThat(FlowConnection.of(reply).port()).isEqualTo(8);
    assertThat(allowed(reply)).hasValue(false);
  }

  @Test
  void podThatIsGone_isNotTakenForWhoHasItsAddressNow() {
    Endpoint wreck = new Endpoint(9, 999, "", "red", List.of(), "wreck", "", List.of());
    assertThat(allowed(call(wreck, TUG, 16))).isEmpty();
    int ferries =
        trace
            .decide("red/ferry", "red/tug", L4Protocol.TCP, 16)
            .egress()
            .question()
            .subject()
            .number();
    Endpoint replaced = new Endpoint(9, ferries, "", "red", List.of(), "old-ferry", "", List.of());
    assertThat(allowed(call(replaced, TUG, 16))).hasValue(true);
  }

  @Test
  void stranger_isJudgedByAddress() {
    Endpoint world =
        new Endpoint(0, Identities.WORLD, "", "", List.of("reserved:world"), "", "", List.of());
    Flow flow =
        flow(world, Harbour.ISLAND, TUG, berth(11), Reply.NO)
            .ports(L4Protocol.TCP, 40_000, 16)
            .build();
    assertThat(FlowConnection.of(flow).source()).hasToString("203.0.113.9");
    assertThat(allowed(flow)).hasValue(false);
  }

  private Optional<Boolean> allowed(Flow flow) {
    return trace.decide(FlowConnection.of(flow)).map(ConnectionDecision::allowed);
  }

  private ConnectionDecision decide(String from, String to, int port) {
    return trace.decide(from, to, L4Protocol.TCP, port);
  }

  private static Flow call(Endpoint from, Endpoint to, int port) {
    return flow(from, berth(12), to, berth(11), Reply.NO)
        .ports(L4Protocol.TCP, 40_000, port)
        .build();
  }

  private static Flow.Builder flow(
      Endpoint source, IpAddress from, Endpoint destination, IpAddress to, Reply reply) {
    return new Flow.Builder()
        .direction(TrafficDirection.INGRESS)
        .reply(reply)
        .endpoints(source, destination)
        .ip(IpVersion.IPv4, from, to);
  }

  private static Endpoint pod(String name) {
    return new Endpoint(1, 0, "", "red", List.of(), name, "", List.of());
  }
}
