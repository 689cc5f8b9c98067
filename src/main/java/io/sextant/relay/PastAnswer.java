package io.sextant.relay;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.function.Consumer;

/**
 * The part of a stream that peers have in memory already. Their answers end by themselves; the
 * client's limit holds for all of them together.
 */
final class PastAnswer<Q extends Message> {
  /** A peer that sends so much more than it was asked for does not do what it is asked. */
  private static final long TOLERANCE = 65_536;

  private static final int LOOK_EVERY = 1024;

  private final RelayedStream<Q> stream;
  private final StreamRequest<Q> request;
  private final Merge merge;
  private final long silenceNanos;

  PastAnswer(RelayedStream<Q> stream) {
    this.stream = stream;
    this.request = stream.request().past();
    Timing timing = stream.relay().timing();
    this.silenceNanos = timing.silence().toNanos();
    // Which N are the newest or the oldest only all peers together know.
    long hold = request.isLimited() ? silenceNanos : timing.answerHold().toNanos();
    this.merge = new Merge(Merge.Kind.ANSWER, hold, RelayedStream::wallNanos);
  }

  void run() throws StatusException {
    long now = System.nanoTime();
    for (Contributor contributor : stream.contributors()) {
      if (contributor.connected) {
        contributor.listener(this::ended);
        stream.call(contributor, request);
        merge.add(contributor.lane(), now);
      }
    }
    if (!request.isLimited()) {
      read(stream::emit, Long.MAX_VALUE);
    } else if (request.first()) {
      read(stream::emit, request.number());
    } else {
      readNewest();
    }
    stream.contributors().forEach(each -> each.hangUp("the answer is complete"));
  }

  private void readNewest() throws StatusException {
    ByteBudget shared = stream.relay().newest();
    try (Newest newest = new Newest(request.number(), Newest.OWN_BYTES, shared)) {
      read(newest::add, Long.MAX_VALUE);
      if (newest.missing() > 0) {
        stream.announcements().lost(newest.missing());
        stream.flush();
      }
      newest.drainTo(stream::emit);
    }
  }

  /** Takes messages in order until all have ended, or so many that count were taken. */
  private void read(Consumer<Relayed> target, long most) throws StatusException {
    long left = most;
    int untilLook = LOOK_EVERY;
    while (left > 0) {
      long now = System.nanoTime();
      Relayed message = merge.next(now);
      if (message != null) {
        target.accept(message);
        left -= message.counts() ? 1 : 0;
      }
      if (message != null && --untilLook > 0) {
        continue;
      }
      untilLook = LOOK_EVERY;
      cutOff(now);
      if (message != null) {
        continue;
      }
      stream.refusals().check();
      if (merge.isDone()) {
        return;
      }
      stream.flush();
      stream.pause(merge.waitNanos(now));
    }
  }

  /** Leaves out who says nothing, or far too much. */
  private void cutOff(long now) {
    for (Contributor contributor : stream.contributors()) {
      Lane lane = contributor.lane();
      if (contributor.isCalling() && !lane.refill() && now - lane.emptySince() > silenceNanos) {
        cutOff(contributor, "it said nothing for " + silenceNanos / 1_000_000_000L + " s");
      } else if (contributor.isCalling()
          && request.isLimited()
          && contributor.received() - TOLERANCE > request.number()) {
        cutOff(contributor, "it sends more than it was asked for");
      }
    }
  }

  private void cutOff(Contributor contributor, String reason) {
    contributor.hangUp(reason);
    contributor.lane().end();
    ended(contributor, Status.DEADLINE_EXCEEDED.withDescription(reason + "; the rest is missing"));
  }

  private void ended(Contributor contributor, Status status) {
    contributor.lane().end();
    if (status.isOk()) {
      contributor.pastIsKnown();
    } else {
      stream.failed(contributor, status);
    }
  }
}
