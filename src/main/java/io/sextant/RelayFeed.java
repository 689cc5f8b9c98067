package io.sextant;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.relay.PeerEvents;
import io.sextant.relay.PeerState;
import io.sextant.relay.Relay;
import io.sextant.ring.SampleConsumer;
import io.sextant.serve.http.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all peers into the pipeline, so that the page shows what they see. Flows come ready;
 * there are no samples.
 */
final class RelayFeed implements Feed {
  private static final Logger LOG = LoggerFactory.getLogger(RelayFeed.class);

  /** More nodes are not counted one by one. */
  private static final int MOST_NODES = 65_536;

  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Relay relay;
  private final Pipeline pipeline;
  private final Map<String, Counts> counts = new ConcurrentHashMap<>();

  /** What came of one node; the pipeline's thread writes. */
  private static final class Counts {
    final Instant since = Instant.now();
    volatile long flows;
    volatile long lost;
  }

  RelayFeed(Relay relay, Pipeline pipeline) {
    this.relay = relay;
    this.pipeline = pipeline;
  }

  @Override
  public void run(SampleConsumer samples, Runnable batchDone) throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      relay.follow(new Following(batchDone));
      // Peers may refuse the call, all of them, and think better of it.
      Thread.sleep(PAUSE);
    }
  }

  /**
   * The peers with what came of their nodes, and nodes that come through a peer of another name.
   */
  List<NodeState> nodes() {
    List<PeerState> peers = relay.peerStates();
    Set<String> named = peers.stream().map(PeerState::name).collect(Collectors.toSet());
    Stream<NodeState> behind =
        counts.entrySet().stream()
            .filter(node -> !named.contains(node.getKey()))
            .map(node -> behind(node.getKey(), node.getValue()));
    return Stream.concat(peers.stream().map(this::node), behind).toList();
  }

  private static NodeState behind(String name, Counts seen) {
    String detail = "its flows come through a peer that goes by another name";
    return new NodeState(name, "seen", detail, seen.since, seen.flows, seen.lost);
  }

  private NodeState node(PeerState peer) {
    Counts seen = counts.getOrDefault(peer.name(), new Counts());
    return new NodeState(
        peer.name(),
        peer.state().name().toLowerCase(Locale.ROOT),
        peer.detail(),
        peer.since(),
        seen.flows,
        seen.lost);
  }

  private final class Following implements PeerEvents {
    private final Runnable batchDone;

    Following(Runnable batchDone) {
      this.batchDone = batchDone;
    }

    @Override
    public void event(Event event) {
      pipeline.keep(event);
      count(event);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void count(Event event) {
      String node = event.node().name();
      Counts seen = counts.get(node);
      if (seen == null) {
        if (counts.size() >= MOST_NODES) {
          return;
        }
        seen = counts.computeIfAbsent(node, _ -> new Counts());
      }
      switch (event) {
        case Flow _ -> seen.flows++;
        case LostEvents lost -> seen.lost += lost.count();
        default -> {}
      }
    }

    @Override
    public void notice(String text) {
      LOG.info("{}", text);
    }

    @Override
    public void batchDone() {
      batchDone.run();
    }

    @Override
    public boolean isDone() {
      return Thread.currentThread().isInterrupted();
    }
  }
}
