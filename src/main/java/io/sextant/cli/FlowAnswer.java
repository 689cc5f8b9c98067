package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.function.Predicate;

/** What becomes of an answer: printed, and watched for what it lacks. */
final class FlowAnswer implements ResponseStream.Sink<GetFlowsResponse> {
  private final Terminal terminal;
  private final FlowPrinter printer;
  private final OutputOptions output;
  private final Predicate<NodeStatusEvent> tells;
  private final Completeness completeness = new Completeness();
  private boolean begun;

  /**
   * @param tells which of a relay's words about its nodes people want
   */
  FlowAnswer(
      Terminal terminal,
      FlowPrinter printer,
      OutputOptions output,
      Predicate<NodeStatusEvent> tells) {
    this.terminal = terminal;
    this.printer = printer;
    this.output = output;
    this.tells = tells;
  }

  @Override
  public void accept(GetFlowsResponse response) {
    begun = true;
    completeness.count(response);
    if (!response.hasNodeStatus()) {
      printer.print(response);
    } else if (tells.test(response.getNodeStatus())) {
      printer.tellNodeStatus(response);
    }
  }

  @Override
  public void idle() {
    printer.idle();
    terminal.flush();
  }

  /** Whether anything came. */
  boolean begun() {
    return begun;
  }

  /** Prints what is left to print, and how complete it all was where people should know. */
  void finish() {
    printer.finish();
    terminal.flush();
    if (output.sumsUp(terminal, completeness.isWhole())) {
      // Over the ^C that ended it.
      String start = terminal.screen().err() ? "\r" : "";
      terminal.complain(start + "sextant: " + completeness.line(output.time(terminal)));
    }
  }
}
