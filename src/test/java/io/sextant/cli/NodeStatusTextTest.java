package io.sextant.cli;

import static io.sextant.cli.PrintedFlows.options;
import static io.sextant.cli.PrintedFlows.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.relay.NodeState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What relays tell of their nodes, beside the flows. */
class NodeStatusTextTest {
  private final TestTerminal terminal = new TestTerminal();

  @Test
  void nodeStatus_isABlockOrJsonWhereFlowsAre() {
    DictPrinter dict = new DictPrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    dict.tellNodeStatus(status(NodeState.NODE_ERROR, "say \"no\"", "n3", "n4"));
    dict.tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    new JsonPrinter(terminal.terminal())
        .tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    new LegacyJsonPrinter(terminal.terminal())
        .tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    assertThat(terminal.err())
        .isEqualTo(
            """
              TIMESTAMP: Jan  2 03:04:06.500
                  STATE: NODE_ERROR
                  NODES: n3, n4
                MESSAGE: "say \\"no\\""
            ------------
              TIMESTAMP: Jan  2 03:04:06.500
                  STATE: NODE_UNAVAILABLE
                  NODES: n3
                MESSAGE: N/A
            {"node_status":{"state_change":"NODE_UNAVAILABLE","node_names":["n3"]},"node_name":"relay","time":"2026-01-02T03:04:06.500Z"}
            """);
  }

  @Test
  void namesOfNodes_areCutAtFiftyCharacters() {
    assertThat(NodeStatusText.names(List.of("a".repeat(60), "b")))
        .isEqualTo("a".repeat(60) + " (and 1 more)");
    assertThat(NodeStatusText.names(List.of("a".repeat(23), "b".repeat(23))))
        .isEqualTo("a".repeat(23) + ", " + "b".repeat(23));
    assertThat(NodeStatusText.names(List.of("a".repeat(23), "b".repeat(24), "c")))
        .isEqualTo("a".repeat(23) + " (and 2 more)");
  }
}
