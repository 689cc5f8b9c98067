package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Counts the flows of an answer. Prints the counts at its end; of one that goes on every now and
 * then, on a screen in their place. Losses are told apart.
 */
final class GroupedFlows implements FlowPrinter {
  private final Terminal terminal;
  private final FlowGroups groups;
  private final GroupPrinter printer;
  private final Pace pace;
  private final LiveScreen screen;
  private long printed;

  /**
   * When to print.
   *
   * @param live whether the answer goes on
   * @param screen whether somebody looks: lines have to fit, and are drawn over those before
   * @param interval between two of them
   * @param nanoTime a clock that only counts on
   */
  record Pace(boolean live, boolean screen, Duration interval, LongSupplier nanoTime) {}

  GroupedFlows(Terminal terminal, FlowGroups groups, GroupPrinter printer, Pace pace) {
    this.terminal = terminal;
    this.groups = groups;
    this.printer = printer;
    this.pace = pace;
    this.screen = new LiveScreen(terminal, ScreenSize::measure);
    this.printed = pace.nanoTime().getAsLong();
    groups.rate(printed);
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow()) {
      groups.count(response.getFlow());
    }
    idle();
  }

  @Override
  public void idle() {
    if (!pace.live()) {
      return;
    }
    long now = pace.nanoTime().getAsLong();
    if (now - printed >= pace.interval().toNanos()) {
      printed = now;
      groups.rate(now);
      show(now);
    }
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    terminal.complain(
        NodeStatusText.line(new TimeText(TimeFormat.STAMP_MILLI, terminal.zone()), response));
  }

  @Override
  public void finish() {
    long now = pace.nanoTime().getAsLong();
    groups.rate(now);
    if (pace.screen()) {
      screen.end(printer.text("", screen.size(now).columns()));
    } else {
      append();
    }
  }

  private void show(long now) {
    if (pace.screen()) {
      screen.draw(printer.text("", screen.size(now).columns()));
    } else {
      append();
      terminal.flush();
    }
  }

  private void append() {
    terminal.print(printer.text(pace.live() ? time() : "", GroupPrinter.ANY_WIDTH));
  }

  private String time() {
    Instant now = terminal.clock().instant();
    return Instant.ofEpochSecond(now.getEpochSecond()).toString();
  }
}
