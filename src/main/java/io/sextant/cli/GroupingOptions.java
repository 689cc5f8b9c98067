package io.sextant.cli;

import io.sextant.flow.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Counting flows instead of printing them, and the order of what is printed. */
final class GroupingOptions {
  private static final int USUAL_TOP = 20;
  private static final Duration SCREEN_INTERVAL = Duration.ofMillis(500);
  private static final Duration FILE_INTERVAL = Duration.ofSeconds(10);

  @Option(
      names = "--by",
      paramLabel = "FIELD[,FIELD...]",
      split = ",",
      hideParamSyntax = true,
      description =
          "Count flows by fields, such as verdict or namespace,port; all flows if nothing else is"
              + " said, live with -f. Any other word lists the fields.")
  private List<String> by = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "With --by: only the first N groups. Default: 20 on a screen, else all.")
  private @Nullable Integer top;

  @Option(
      names = "--interval",
      paramLabel = "DURATION",
      description = "With --by -f: how often to print. Default: 500ms on a screen, else 10s.")
  private @Nullable String interval;

  @Option(
      names = "--sort",
      paramLabel = "FIELD[:desc],...",
      split = ",",
      hideParamSyntax = true,
      description = "Sort flows by fields or time; groups by count, drops, rate, name or a field.")
  private List<String> sort = List.of();

  boolean grouped() {
    return !by.isEmpty();
  }

  boolean sorted() {
    return !sort.isEmpty();
  }

  List<SortOrder> orders() {
    return SortOrder.parse(sort);
  }

  List<FlowField> fields() {
    return by.stream().map(name -> FlowFields.named("--by", name)).toList();
  }

  /** What has to be sent for all that, as paths of Hubble's API. */
  List<String> mask() {
    Set<String> mask = new LinkedHashSet<>();
    if (grouped()) {
      mask.addAll(List.of("time", "node_name", "verdict"));
      fields().forEach(field -> mask.addAll(field.mask()));
    } else {
      orders().stream()
          .filter(order -> !order.field().equals(SortedFlows.TIME))
          .forEach(order -> mask.addAll(FlowFields.named("--sort", order.field()).mask()));
    }
    return new ArrayList<>(mask);
  }

  void check(boolean follow) {
    refuse("--top", top != null);
    refuse("--interval", interval != null);
    if (top != null && top < 1) {
      throw new CommandFailure("--top: " + top + " is less than 1");
    }
    if (sorted() && follow && !grouped()) {
      throw new CommandFailure("--sort needs an end: leave out --follow, or count with --by");
    }
    if (interval != null && !follow) {
      throw new CommandFailure("--interval needs --follow");
    }
  }

  GroupOrder order(List<FlowField> fields, Terminal terminal) {
    int usual = terminal.screen().out() ? USUAL_TOP : Integer.MAX_VALUE;
    return new GroupOrder(fields, orders(), top == null ? usual : top);
  }

  Duration interval(Terminal terminal) {
    if (interval == null) {
      return terminal.screen().out() ? SCREEN_INTERVAL : FILE_INTERVAL;
    }
    return GoDuration.parse(interval)
        .filter(Duration::isPositive)
        .orElseThrow(
            () -> new CommandFailure("--interval: \"" + interval + "\" is no duration such as 2s"));
  }

  private void refuse(String flag, boolean given) {
    if (given && !grouped()) {
      throw new CommandFailure(flag + " is for groups: add --by");
    }
  }
}
