package io.sextant;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.RingCounters;
import io.sextant.ring.SampleConsumer;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A server whose events come from a recording. */
final class Replay implements AutoCloseable {
  private final Server server;
  private final ReplayCounts counts = new ReplayCounts();
  private final CompletableFuture<ReplayCounts> end = new CompletableFuture<>();

  private Replay(Server server) {
    this.server = server;
  }

  /**
   * Starts the server, then the recording.
   *
   * @param source told on the page
   * @param settings keys of the {@code sextant:} tree
   */
  static Replay start(
      SourceBadge source,
      ReplaySource.Opener recording,
      ReplaySource.Pace pace,
      Map<String, Object> settings)
      throws IOException {
    LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
    Replay replay = new Replay(Server.start(source, cluster, settings));
    ReplaySource samples =
        new ReplaySource(
            recording,
            pace,
            state -> {
              cluster.update(before -> state);
              replay.server.settleNames();
            });
    replay.server.follow(replay.untilItsEnd(Feed.of(samples)));
    return replay;
  }

  Server server() {
    return server;
  }

  /** Waits for the last round's last event, however long that takes. */
  ReplayCounts awaitEnd() throws IOException, InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
    }
  }

  /** When the recording has ended, well or not. */
  CompletableFuture<ReplayCounts> end() {
    return end;
  }

  @Override
  public void close() {
    server.close();
  }

  private Feed untilItsEnd(Feed feed) {
    return new Feed() {
      @Override
      public void run(SampleConsumer samples, Runnable batchDone) throws InterruptedException {
        try {
          feed.run(counts.counting(samples), batchDone);
          end.complete(counts);
        } catch (IOException | RuntimeException e) {
          end.completeExceptionally(e);
        }
      }

      @Override
      public List<RingCounters> rings() {
        return counts.rings();
      }
    };
  }
}
