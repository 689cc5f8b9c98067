package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the losses of an interval can be asked for. */
public interface LossBook {

  /**
   * What is known of an interval. Times are nanoseconds since the Unix epoch; the first is
   * included, the other is not.
   */
  Report losses(long sinceNanos, long untilNanos);

  /**
   * What answers about an interval have and lack: of what was lost, that which no answer can have
   * any more. The interval is as of {@link #losses}.
   */
  Cover cover(long sinceNanos, long untilNanos);

  /**
   * What answers about an interval have and lack.
   *
   * @param nodes that have flows or losses in it, by name
   * @param notCovered times in which nobody looked, the newest of them, in order
   * @param notCoveredTotal how many of these there are
   */
  record Cover(List<NodeCover> nodes, List<Span> notCovered, long notCoveredTotal) {
    public Cover {
      nodes = List.copyOf(nodes);
      notCovered = List.copyOf(notCovered);
    }
  }

  /**
   * The same of one node.
   *
   * @param since of the flows that are there, RFC 3339; null when there are none
   * @param until of the newest of them
   * @param stages where it was lost
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NodeCover(
      String node,
      @Nullable String since,
      @Nullable String until,
      long lost,
      List<StageLosses> stages) {
    public NodeCover {
      stages = List.copyOf(stages);
    }

    /** Puts the losses of all CPUs together. */
    public static NodeCover of(
        String node, @Nullable String since, @Nullable String until, List<PlaceLosses> losses) {
      Map<String, Long> stages = new LinkedHashMap<>();
      losses.forEach(place -> stages.merge(place.stage(), place.lost(), Long::sum));
      return new NodeCover(
          node,
          since,
          until,
          losses.stream().mapToLong(PlaceLosses::lost).sum(),
          stages.entrySet().stream()
              .map(stage -> new StageLosses(stage.getKey(), stage.getValue()))
              .toList());
    }
  }

  /** What was lost at a stage, as "kernel ring". */
  record StageLosses(String stage, long lost) {}

  /** A stretch of time, RFC 3339. */
  record Span(String since, String until) {}

  /**
   * Losses of an interval.
   *
   * @param lost all together
   * @param runs of the process that overlap the interval; between them nobody looked
   */
  record Report(long lost, List<NodeLosses> nodes, List<RunTimes> runs) {
    public Report {
      nodes = List.copyOf(nodes);
      runs = List.copyOf(runs);
    }
  }

  /**
   * Losses on one node.
   *
   * @param since of the flows that are there, RFC 3339; null when there are none
   * @param until of the newest of them
   * @param losses by place
   * @param stages what each stage did with what came
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record NodeLosses(
      String node,
      @Nullable String since,
      @Nullable String until,
      long lost,
      List<PlaceLosses> losses,
      List<StageBalance> stages) {
    public NodeLosses {
      losses = List.copyOf(losses);
      stages = List.copyOf(stages);
    }
  }

  /**
   * Losses in one place.
   *
   * @param stage as "kernel ring"
   * @param cpu null where it is of no CPU
   * @param first time of the first loss, RFC 3339
   * @param last time of the last one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PlaceLosses(String stage, @Nullable Integer cpu, long lost, String first, String last) {}

  /**
   * What a stage did with what came.
   *
   * @param cpu null where it is of no CPU
   * @param since when the counts begin: they are written about each ten seconds
   * @param missing events that came and of which nobody knows what became
   * @param holds whether nothing is missing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StageBalance(
      String stage,
      @Nullable Integer cpu,
      String since,
      String until,
      long in,
      long out,
      long filtered,
      long lost,
      long missing,
      boolean holds) {}

  /**
   * A life of the process.
   *
   * @param end {@code running}, {@code orderly}, or {@code sudden}: what was not durable then is
   *     lost, uncounted
   */
  record RunTimes(String id, String since, String until, String end) {}
}
