package io.sextant.relay;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusException;
import io.sextant.proto.relay.NodeState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a stream that goes on: peers that are lost are called again from where they were, new
 * ones from where the client began, and the client is told who comes and goes and what may be
 * missing because of it.
 */
final class Following<Q extends Message> {
  private static final int BATCH = 64;

  /** Nodes that left are remembered, in case they come back. */
  private static final int MOST_GONE = 256;

  private static final long END_GRACE_NANOS = 2_000_000_000L;

  private final RelayedStream<Q> stream;
  private final StreamRequest<Q> request;
  private final Resumption<Q> resumption;
  private final Merge merge;
  private final Map<String, Contributor> contributors = new HashMap<>();
  private final GapNotices gaps;
  private List<PeerConnection> known;

  /**
   * @param known peers when the stream began
   */
  Following(RelayedStream<Q> stream, List<PeerConnection> known) {
    this.stream = stream;
    this.request = stream.request();
    this.resumption = new Resumption<>(request, stream.startedNanos());
    this.known = known;
    this.gaps = new GapNotices(stream.announcements(), stream.relay().gaps(), stream.wake());
    this.merge =
        new Merge(
            Merge.Kind.FOLLOW,
            stream.relay().timing().followHold().toNanos(),
            RelayedStream::wallNanos);
  }

  void run() throws StatusException {
    long now = System.nanoTime();
    for (Contributor contributor : stream.contributors()) {
      take(contributor, now);
      if (contributor.connected && contributor.connection().isAvailable()) {
        stream.call(contributor, request.wantsPast() ? resumption.of(contributor) : request);
      } else if (contributor.connected) {
        contributor.lost(aliveMarginNanos());
      }
    }
    while (!isOver()) {
      now = System.nanoTime();
      look(now);
      stream.flush();
      if (readBatch(now)) {
        stream.refusals().check();
        stream.pause(merge.waitNanos(now));
      } else {
        stream.batchDone();
      }
    }
  }

  /** Whether there is nothing more for now. */
  private boolean readBatch(long now) {
    for (int i = 0; i < BATCH; i++) {
      Relayed message = merge.next(now);
      if (message == null) {
        return true;
      }
      stream.emit(message);
    }
    return false;
  }

  private void take(Contributor contributor, long now) {
    contributor.listener(this::ended);
    contributor.lane().live(false);
    contributors.put(contributor.name(), contributor);
    merge.add(contributor.lane(), now);
  }

  @SuppressWarnings("ReferenceEquality") // each change makes another list
  private void look(long now) {
    List<PeerConnection> all = stream.relay().peers().all();
    if (all != known) {
      compare(all, now);
      known = all;
    }
    for (Contributor contributor : stream.contributors()) {
      if (contributor.isDue(now)) {
        call(contributor);
      }
    }
    gaps.tell();
  }

  private void compare(List<PeerConnection> all, long now) {
    Set<String> names = new HashSet<>();
    for (PeerConnection connection : all) {
      String name = connection.peer().name();
      names.add(name);
      Contributor contributor = contributors.get(name);
      if (contributor == null) {
        take(stream.join(connection, all.size()), now);
      } else if (contributor.connection() != connection) {
        moved(contributor, connection);
      }
    }
    stream
        .contributors()
        .forEach(each -> {
          if (!each.gone && !names.contains(each.name())) {
            left(each);
          }
        });
    stream
        .contributors()
        .removeIf(each -> contributors.size() > names.size() + MOST_GONE && forget(each));
  }

  private void left(Contributor contributor) {
    contributor.gone = true;
    contributor.connected = false;
    contributor.hangUp("the node left the cluster");
    stream.announcements().changed(NodeState.NODE_GONE, contributor.name());
  }

  /** Should it come back, it begins anew. */
  private boolean forget(Contributor contributor) {
    if (!contributor.gone || !contributor.lane().isEmpty()) {
      return false;
    }
    contributor.lane().end();
    return contributors.remove(contributor.name(), contributor);
  }

  private void moved(Contributor contributor, PeerConnection connection) {
    contributor.hangUp("the node has moved");
    if (contributor.connected) {
      contributor.lost(aliveMarginNanos());
    }
    contributor.gone = false;
    contributor.moved(connection);
  }

  private void call(Contributor contributor) {
    StreamRequest<Q> again = resumption.of(contributor);
    stream.call(contributor, again);
    contributor.connected = true;
    stream.announcements().changed(NodeState.NODE_CONNECTED, contributor.name());
    if (contributor.lostAtNanos != 0 && stream.hasStatus()) {
      long alive = contributor.lostAtNanos - aliveMarginNanos();
      gaps.ask(contributor, stream.headers(), Math.max(again.sinceNanos(), alive));
    }
  }

  private void ended(Contributor contributor, Status status) {
    if (status.isOk() && untilIsOver(0)) {
      contributor.done = true;
      return;
    }
    if (contributor.connected) {
      stream.announcements().changed(NodeState.NODE_UNAVAILABLE, contributor.name());
    }
    if (!isGoingAway(status)) {
      stream.failed(contributor, status);
    }
    contributor.lost(aliveMarginNanos());
  }

  /** Whether the peer or the way to it went down, which is no fault of this call. */
  private static boolean isGoingAway(Status status) {
    return switch (status.getCode()) {
      case OK, UNAVAILABLE -> true;
      case CANCELLED -> status.getCause() == null;
      default -> false;
    };
  }

  /** Whether all that the client wants has come. */
  private boolean isOver() {
    if (!request.hasUntil() || !untilIsOver(0)) {
      return false;
    }
    boolean nothingWaits = stream.contributors().stream().noneMatch(c -> !c.lane().isEmpty());
    boolean nobodySpeaks = stream.contributors().stream().noneMatch(Contributor::isCalling);
    return nothingWaits && (nobodySpeaks || untilIsOver(END_GRACE_NANOS));
  }

  private long aliveMarginNanos() {
    return stream.relay().timing().aliveMargin().toNanos();
  }

  private boolean untilIsOver(long graceNanos) {
    return request.hasUntil() && RelayedStream.wallNanos() - graceNanos > request.untilNanos();
  }
}
