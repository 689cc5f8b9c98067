package io.sextant.cli;

import io.sextant.control.ClusterState;
import io.sextant.decode.Explanation;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.serve.grpc.FlowMessages;
import org.jspecify.annotations.Nullable;

/** Prints events field by field, and the flow that the server would make of each. */
final class EventExplainer {
  private static final String VERSION = "";

  private final Terminal terminal;
  private final boolean fields;
  private final FlowPrinter flows;
  private final FlowMessages messages = new FlowMessages(VERSION);
  private final Arrival arrival = new Arrival(Node.named(""), FlowIds.seeded(0));
  private final EventParser parser = new EventParser(this::cluster, ParserOptions.DEFAULTS);
  private ClusterState cluster = ClusterState.EMPTY;

  /**
   * @param fields whether to print more than the flow
   */
  EventExplainer(Terminal terminal, boolean fields, FlowPrinter flows) {
    this.terminal = terminal;
    this.fields = fields;
    this.flows = flows;
  }

  void explain(RawEvent raw) {
    Explanation explanation = Explanation.of(raw.bytes());
    if (fields) {
      if (!raw.title().isEmpty()) {
        terminal.println(raw.title());
      }
      explanation.lines(raw.bytes()).forEach(terminal::println);
    }
    cluster = raw.cluster();
    RawEvent.Origin origin = raw.origin();
    arrival.on(origin.node()).at(origin.cpu(), origin.timeNanos(), origin.bootNanos());
    print(parser.parse(raw.bytes(), 0, raw.bytes().length, arrival), explanation);
    if (fields) {
      terminal.println("");
    }
  }

  private void print(@Nullable Event event, Explanation explanation) {
    switch (event) {
      case null -> refused(explanation);
      case Flow flow -> flows.print(response(messages.message(flow)));
      case DebugEvent debug -> terminal.println("debug message: " + debug.message());
      case AgentEvent _, LostEvents _ -> throw new IllegalStateException("no sample becomes this");
    }
  }

  private void refused(Explanation explanation) {
    if (!fields) {
      terminal.complain("sextant: no flow; " + explanation.outcome());
    } else if (explanation.outcome().startsWith("decoded")) {
      terminal.println("no flow: the event's control group belongs to no known pod");
    }
  }

  private static GetFlowsResponse response(io.sextant.proto.flow.Flow flow) {
    return GetFlowsResponse.newBuilder()
        .setFlow(flow)
        .setNodeName(flow.getNodeName())
        .setTime(flow.getTime())
        .build();
  }

  private ClusterState cluster() {
    return cluster;
  }
}
