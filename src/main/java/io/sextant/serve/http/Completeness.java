package io.sextant.serve.http;

import io.sextant.serve.http.LossBook.NodeCover;
import io.sextant.serve.http.LossBook.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an answer covers.
 *
 * @param since time of the oldest flow in its range, null when there is none
 * @param until time of the newest flow
 * @param lost events that happened in the range, and that no answer can have any more
 * @param stages where they were lost
 * @param nodes the same of each node
 * @param notCovered times within the range in which nobody looked, the newest of them, in order
 * @param notCoveredTotal how many of these there are
 */
record Completeness(
    @Nullable String since,
    @Nullable String until,
    long lost,
    List<StageLoss> stages,
    List<NodeCover> nodes,
    List<Span> notCovered,
    long notCoveredTotal) {
  private static final int MOST_NODES = 10;

  /** Events lost in one place. */
  record StageLoss(String node, String stage, long lost) {}

  static Completeness of(@Nullable String since, @Nullable String until, LossBook.Cover cover) {
    List<StageLoss> stages =
        cover.nodes().stream()
            .flatMap(node ->
                node.stages().stream()
                    .map(lost -> new StageLoss(node.node(), lost.stage(), lost.lost())))
            .toList();
    return new Completeness(
        since,
        until,
        cover.nodes().stream().mapToLong(NodeCover::lost).sum(),
        stages,
        cover.nodes(),
        cover.notCovered(),
        cover.notCoveredTotal());
  }

  /** In one line of ASCII; a dash where nothing is covered; of many nodes those that lost most. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("since=%s; until=%s; lost=%d".formatted(dash(since), dash(until), lost));
    text.append("; notCovered=").append(notCoveredTotal);
    text.append("; nodes=").append(nodes.size());
    nodes.stream()
        .sorted(Comparator.comparingLong(NodeCover::lost).reversed())
        .limit(MOST_NODES)
        .forEach(node -> text.append("; ").append(text(node)));
    return text.toString();
  }

  private static String text(NodeCover node) {
    String stages =
        node.stages().stream()
            .map(stage -> ", %s=%d".formatted(stage.stage(), stage.lost()))
            .collect(Collectors.joining());
    return "node=\"%s\" (since=%s, until=%s, lost=%d%s)"
        .formatted(
            node.node().replaceAll("[^A-Za-z0-9._:/-]", "_"),
            dash(node.since()),
            dash(node.until()),
            node.lost(),
            stages);
  }

  private static String dash(@Nullable String time) {
    return Objects.requireNonNullElse(time, "-");
  }
}
