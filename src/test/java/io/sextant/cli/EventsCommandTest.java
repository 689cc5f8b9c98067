package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.AgentEventType;
import io.sextant.proto.flow.AgentEventUnknown;
import io.sextant.proto.flow.DebugEvent;
import io.sextant.proto.flow.DebugEventType;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.flow.EndpointRegenNotification;
import io.sextant.proto.flow.EndpointUpdateNotification;
import io.sextant.proto.flow.IPCacheNotification;
import io.sextant.proto.flow.PolicyUpdateNotification;
import io.sextant.proto.flow.ServiceUpsertNotification;
import io.sextant.proto.flow.ServiceUpsertNotificationAddr;
import io.sextant.proto.flow.TimeNotification;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsResponse;
import io.sextant.serve.grpc.TestServer;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines that {@code hubble} 1.19 prints for events that are no flows. */
@Timeout(30)
class EventsCommandTest {
  private static final Timestamp TIME =
      Timestamp.newBuilder().setSeconds(1_767_323_045L).setNanos(678_000_000).build();

  @Test
  void agentEvents_haveALineEach() {
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.AGENT_STARTED)
            .setAgentStart(TimeNotification.newBuilder().setTime(TIME)),
        "AGENT_STARTED (start time: Jan  2 03:04:05.678)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.POLICY_UPDATED)
            .setPolicyUpdate(
                PolicyUpdateNotification.newBuilder()
                    .addLabels("a=b")
                    .addLabels("c=d")
                    .setRevision(7)
                    .setRuleCount(2)),
        "POLICY_UPDATED (labels: [a=b,c=d], revision: 7, count: 2)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.ENDPOINT_REGENERATE_FAILURE)
            .setEndpointRegenerate(
                EndpointRegenNotification.newBuilder().setId(12).addLabels("x").setError("bad")),
        "ENDPOINT_REGENERATE_FAILURE (id: 12, labels: [x], error: bad)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.ENDPOINT_CREATED)
            .setEndpointUpdate(
                EndpointUpdateNotification.newBuilder()
                    .setId(12)
                    .setNamespace("ns")
                    .setPodName("p")),
        "ENDPOINT_CREATED (id: 12, namespace: ns, pod name: p)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.IPCACHE_UPSERTED)
            .setIpcacheUpdate(
                IPCacheNotification.newBuilder()
                    .setCidr("10.0.0.1/32")
                    .setIdentity(1234)
                    .setOldIdentity(UInt32Value.of(5))
                    .setHostIp("1.2.3.4")
                    .setOldHostIp("4.3.2.1")
                    .setEncryptKey(3)),
        "IPCACHE_UPSERTED (cidr: 10.0.0.1/32, identity: 1234, old identity: 5, host ip: 1.2.3.4,"
            + " old host ip: 4.3.2.1, encrypt key: 3)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setType(AgentEventType.forNumber(11))
            .setServiceUpsert(
                ServiceUpsertNotification.newBuilder()
                    .setId(1)
                    .setFrontendAddress(address("1.1.1.1", 80))
                    .addBackendAddresses(address("2.2.2.2", 81))
                    .setType("ClusterIP")
                    .setNamespace("ns")
                    .setName("svc")),
        "SERVICE_UPSERTED (id: 1, frontend: 1.1.1.1:80, backends: [2.2.2.2:81], type: ClusterIP,"
            + " namespace: ns, name: svc)");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder()
            .setUnknown(AgentEventUnknown.newBuilder().setType("99").setNotification("{}")),
        "AGENT_EVENT_UNKNOWN (type: 99, notification: {})");
    assertAgent(
        io.sextant.proto.flow.AgentEvent.newBuilder().setType(AgentEventType.POLICY_DELETED),
        "POLICY_DELETED (UNKNOWN)");
  }

  @Test
  void debugEvents_haveALineEach() {
    assertThat(
            print(
                EventPrinter.Format.compact,
                false,
                new DebugEvents(),
                List.of(verdict(), generic())))
        .isEqualTo(
            """
            Jan  2 03:04:05.678: ns/p (ID: 12) DBG_CT_VERDICT MARK: 0xabc CPU: 02 (CT verdict: New, revnat=0)
            Jan  2 03:04:05.678: N/A DBG_GENERIC MARK: N/A CPU: N/A (m)
            """);
  }

  @Test
  void debugEvents_comeAsBlocksAndTables() {
    assertThat(
            print(EventPrinter.Format.dict, true, new DebugEvents(), List.of(verdict(), generic())))
        .isEqualTo(
            """
              TIMESTAMP: Jan  2 03:04:05.678
                   NODE: n1
                   TYPE: DBG_CT_VERDICT
                   FROM: ns/p (ID: 12)
                   MARK: 0xabc
                    CPU: 02
                MESSAGE: CT verdict: New, revnat=0
            ------------
              TIMESTAMP: Jan  2 03:04:05.678
                   NODE: n1
                   TYPE: DBG_GENERIC
                   FROM: N/A
                   MARK: N/A
                    CPU: N/A
                MESSAGE: m
            """);
    assertThat(print(EventPrinter.Format.table, false, new DebugEvents(), List.of(verdict())))
        .isEqualTo(
            """
            TIMESTAMP             FROM             TYPE             CPU/MARK   MESSAGE
            Jan  2 03:04:05.678   ns/p (ID: 12)    DBG_CT_VERDICT   02 0xabc   CT verdict: New, revnat=0
            """
                .replace("FROM             TYPE", "FROM            TYPE")
                .replace("12)    DBG", "12)   DBG"));
  }

  @Test
  void server_isAskedForTheWantedKind() {
    try (TestServer server = new TestServer(63)) {
      for (int i = 1; i <= 25; i++) {
        server.append(
            new AgentEvent(
                TestFlows.TEN_TWENTY + i,
                TestServer.NODE,
                new AgentEvent.PolicyChanged(false, List.of(), i, 1)),
            TestFlows.request());
      }
      assertThat(run(server, "agent-events").lines()).hasSize(20);
      assertThat(run(server, "agent-events", "--last", "1", "--print-node-name"))
          .isEqualTo(
              "Jan 15 10:20:30.123 [node-1]: POLICY_UPDATED (labels: [], revision: 25, count: 1)"
                  + "\n");
      assertThat(run(server, "agent-events", "--first", "1", "-o", "json"))
          .isEqualTo(
              "{\"agent_event\":{\"type\":\"POLICY_UPDATED\",\"policy_update\":"
                  + "{\"revision\":\"1\",\"rule_count\":\"1\"}},\"node_name\":\"node-1\","
                  + "\"time\":\"2026-01-15T10:20:30.123456790Z\"}\n");
      assertThat(run(server, "debug-events")).isEmpty();
    }
  }

  private static String run(TestServer server, String... arguments) {
    TestTerminal terminal = new TestTerminal().with("SEXTANT_SERVER", server.address());
    String[] all = new String[arguments.length + 1];
    all[0] = "observe";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    assertThat(terminal.run(all)).as(terminal.err()).isZero();
    return terminal.out();
  }

  private static void assertAgent(io.sextant.proto.flow.AgentEvent.Builder event, String line) {
    GetAgentEventsResponse response =
        GetAgentEventsResponse.newBuilder().setAgentEvent(event).setTime(TIME).build();
    assertThat(print(EventPrinter.Format.compact, false, new AgentEvents(), List.of(response)))
        .isEqualTo("Jan  2 03:04:05.678: " + line + "\n");
  }

  private static <R extends Message> String print(
      EventPrinter.Format format, boolean nodes, EventKind<?, R> kind, List<R> responses) {
    TestTerminal terminal = new TestTerminal();
    EventPrinter<R> printer =
        new EventPrinter<>(
            terminal.terminal(),
            kind,
            new EventPrinter.Style(
                format, false, new TimeText(TimeFormat.STAMP_MILLI, ZoneOffset.UTC), nodes));
    responses.forEach(printer::accept);
    printer.finish();
    return terminal.out();
  }

  private static GetDebugEventsResponse verdict() {
    return response(
        DebugEvent.newBuilder()
            .setType(DebugEventType.DBG_CT_VERDICT)
            .setSource(Endpoint.newBuilder().setID(12).setNamespace("ns").setPodName("p"))
            .setHash(UInt32Value.of(0xabc))
            .setCpu(Int32Value.of(2))
            .setMessage("CT verdict: New, revnat=0"));
  }

  private static GetDebugEventsResponse generic() {
    return response(DebugEvent.newBuilder().setType(DebugEventType.DBG_GENERIC).setMessage("m"));
  }

  private static GetDebugEventsResponse response(DebugEvent.Builder event) {
    return GetDebugEventsResponse.newBuilder()
        .setDebugEvent(event)
        .setNodeName("n1")
        .setTime(TIME)
        .build();
  }

  private static ServiceUpsertNotificationAddr address(String ip, int port) {
    return ServiceUpsertNotificationAddr.newBuilder().setIp(ip).setPort(port).build();
  }
}
