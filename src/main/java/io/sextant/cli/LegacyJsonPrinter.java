package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;

/** The bare flow or loss as JSON per line, as old consumers of {@code hubble} want it. */
final class LegacyJsonPrinter implements FlowPrinter {
  private final Terminal terminal;
  private final StringBuilder line = new StringBuilder();
  private final JsonText json = new JsonText(line);

  LegacyJsonPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow() || response.hasLostEvents()) {
      line.setLength(0);
      json.append(response.hasFlow() ? response.getFlow() : response.getLostEvents());
      terminal.print(line.append('\n'));
    }
  }
}
