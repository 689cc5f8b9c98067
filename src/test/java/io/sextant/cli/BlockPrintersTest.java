package io.sextant.cli;

import static io.sextant.cli.PrintedFlows.A;
import static io.sextant.cli.PrintedFlows.B;
import static io.sextant.cli.PrintedFlows.assertPrinted;
import static io.sextant.cli.PrintedFlows.event;
import static io.sextant.cli.PrintedFlows.flow;
import static io.sextant.cli.PrintedFlows.lost;
import static io.sextant.cli.PrintedFlows.options;
import static io.sextant.cli.PrintedFlows.request;
import static io.sextant.cli.PrintedFlows.response;
import static io.sextant.cli.PrintedFlows.tcp;

import com.google.protobuf.BoolValue;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEventSource;
import org.junit.jupiter.api.Test;

/** Flows as blocks, tables and JSON. */
class BlockPrintersTest {
  private final TestTerminal terminal = new TestTerminal();

  @Test
  void dict_printsBlocks() {
    DictPrinter printer = new DictPrinter(terminal.terminal(), options(Paint.PLAIN, true, true));
    Flow.Builder reply =
        flow(B, A, tcp(80, 1234))
            .setIsReply(BoolValue.of(true))
            .setEventType(event(4, 0))
            .setSummary("TCP Flags: ACK");
    printer.print(response(reply).setNodeName("n1").build());
    printer.print(lost(LostEventSource.PERF_EVENT_RING_BUFFER, 7).setNodeName("n1").build());
    assertPrinted(
        terminal,
        """
          TIMESTAMP: Jan  2 03:04:05.678
               NODE: n1
             SOURCE: ns2/b:80
        DESTINATION: ns1/a:1234
               TYPE: to-endpoint
            VERDICT: FORWARDED
            SUMMARY: TCP Flags: ACK
        ------------
          TIMESTAMP: Jan  2 03:04:06.500
               NODE: n1
             SOURCE: PERF_EVENT_RING_BUFFER
               TYPE: EVENTS LOST
            VERDICT: -
            SUMMARY: CPU(3) - 7
        """);
  }

  @Test
  void table_alignsItsColumns() {
    TablePrinter printer = new TablePrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    printer.print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    printer.print(lost(LostEventSource.PERF_EVENT_RING_BUFFER, 7).build());
    printer.finish();
    assertPrinted(
        terminal,
        """
        TIMESTAMP             SOURCE                   DESTINATION   TYPE          VERDICT     SUMMARY
        Jan  2 03:04:05.678   ns1/a:1234               ns2/b:80      to-endpoint   FORWARDED   x
        Jan  2 03:04:06.500   PERF_EVENT_RING_BUFFER   -             EVENTS LOST   -           CPU(3) - 7
        """);
  }

  @Test
  void json_isTheResponseOnOneLine() {
    new JsonPrinter(terminal.terminal())
        .print(response(request().setSummary("x")).setNodeName("n1").build());
    assertPrinted(
        terminal,
        "{\"flow\":{\"time\":\"2026-01-02T03:04:05.678Z\",\"verdict\":\"FORWARDED\","
            + "\"IP\":{\"source\":\"10.0.0.1\",\"destination\":\"10.0.0.2\"},"
            + "\"l4\":{\"TCP\":{\"source_port\":1234,\"destination_port\":80}},"
            + "\"source\":{\"identity\":1001,\"namespace\":\"ns1\",\"pod_name\":\"a\"},"
            + "\"destination\":{\"identity\":1002,\"namespace\":\"ns2\",\"pod_name\":\"b\"},"
            + "\"is_reply\":false,\"Summary\":\"x\"},"
            + "\"node_name\":\"n1\",\"time\":\"2026-01-02T03:04:05.678Z\"}\n");
  }
}
