package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the losses of an interval can be asked for. */
@FunctionalInterface
public interface LossBook {

  /**
   * What is known of an interval. Times are nanoseconds since the Unix epoch; the first is
   * included, the other is not.
   */
  Report losses(long sinceNanos, long untilNanos);

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
