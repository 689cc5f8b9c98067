package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;

/** What becomes of an answer: printed, and watched for what it lacks. */
final class FlowAnswer implements ResponseStream.Sink<GetFlowsResponse> {
  private final Terminal terminal;
  private final FlowPrinter printer;
  private final OutputOptions output;
  private final Completeness completeness = new Completeness();
  private boolean begun;

  FlowAnswer(Terminal terminal, FlowPrinter printer, OutputOptions output) {
    this.terminal = terminal;
    this.printer = printer;
    this.output = output;
  }

  @Override
  public void accept(GetFlowsResponse response) {
    begun = true;
    completeness.count(response);
    if (!response.hasNodeStatus()) {
      printer.print(response);
    } else if (output.tells(response.getNodeStatus())) {
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
