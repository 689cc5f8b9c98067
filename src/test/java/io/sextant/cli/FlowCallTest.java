package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.TCP;
import io.sextant.proto.observer.GetFlowsResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A query to a server that has never heard of queries, as Hubble's has not. */
@Timeout(30)
class FlowCallTest {
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.plain();
    server.flows = IntStream.rangeClosed(1, 9).mapToObj(FlowCallTest::flow).toList();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void allFlowsAreAskedFor_andChosenHere() {
    TestTerminal terminal = observe("-q", "destination.port:4-8", "--last", "2", "-ojson");
    assertThat(terminal.out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"destination_port\":7") || line.contains("port\":8"));
    assertThat(terminal.err())
        .startsWith(
            "sextant: the server at "
                + server.address()
                + " does not choose by queries: all its flows come here and are chosen from\n");
    assertThat(server.asked).hasSize(2);
    assertThat(server.asked.get(0).getNumber()).isEqualTo(2);
    assertThat(server.asked.get(1).getNumber()).isEqualTo(-1);
  }

  @Test
  void firstOnes_endTheCall() {
    TestTerminal terminal = observe("-q", "to.port:>=5", "--first", "2", "-ojson");
    assertThat(terminal.out().lines()).hasSize(2);
    assertThat(terminal.out()).contains("\"destination_port\":5", "\"destination_port\":6");
  }

  @Test
  void mask_isAppliedHere() {
    TestTerminal terminal = observe("-q", "port:5", "-ojson", "--field-mask", "l4.TCP.source_port");
    assertThat(terminal.out()).contains("\"source_port\":40000").doesNotContain("destination_port");
    assertThat(server.asked.get(1).hasFieldMask()).isFalse();
  }

  @Test
  void compactLines_needNoMask() {
    assertThat(observe("-q", "port:5").out()).hasLineCount(1);
  }

  @Test
  void lastOnes_cannotBeFollowed() {
    TestTerminal terminal = new TestTerminal();
    assertThat(
            terminal.run(
                "observe", "--server", server.address(), "-f", "--last", "3", "-q", "port:5"))
        .isEqualTo(1);
    assertThat(terminal.err())
        .endsWith("does not know queries, so --last cannot be followed: take --since\n");
  }

  @Test
  void withoutAQuery_noHeaderIsSent() {
    assertThat(observe("-ojson").out().lines()).hasSize(9);
    assertThat(server.asked).hasSize(1);
  }

  private TestTerminal observe(String... arguments) {
    TestTerminal terminal = new TestTerminal();
    List<String> all = new ArrayList<>(List.of("observe", "--server", server.address()));
    all.addAll(List.of(arguments));
    assertThat(terminal.run(all.toArray(String[]::new))).as(terminal.err()).isZero();
    return terminal;
  }

  private static GetFlowsResponse flow(int port) {
    TCP tcp = TCP.newBuilder().setSourcePort(40_000).setDestinationPort(port).build();
    return GetFlowsResponse.newBuilder()
        .setFlow(Flow.newBuilder().setL4(Layer4.newBuilder().setTCP(tcp)))
        .build();
  }
}
