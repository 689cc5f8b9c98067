package io.sextant.relay;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.sextant.serve.grpc.QueryHeader;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One call to one peer. What arrives waits here, at most a window of it: the peer may send more
 * only as messages are {@link #consumed}. One whose messages are so large that a window of them
 * does not fit is cut off. gRPC's event loop puts in; all else belongs to the thread that merges.
 */
final class PeerStream extends ClientCall.Listener<Relayed> {
  /** A window of messages ten times as large as any flow. */
  static final long MOST_BYTES = 16L << 20;

  private static final Status TOO_LARGE =
      Status.RESOURCE_EXHAUSTED.withDescription(
          "its messages are too large: more than %d bytes of them wait".formatted(MOST_BYTES));

  private static final Status NO_QUERIES =
      Status.UNIMPLEMENTED.withDescription(
          "query: it does not choose by queries, so its flows are left out: ask without one");

  private final int window;
  private final Runnable wake;
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable ClientCall<?, Relayed> call;
  private ArrayDeque<Relayed> arrived = new ArrayDeque<>();
  private @Nullable Status end;
  private volatile boolean news;
  private boolean mustApplyQuery;
  private int credit;

  /**
   * @param window messages that may wait
   * @param wake runs after something arrived; must be short
   */
  PeerStream(int window, Runnable wake) {
    this.window = window;
    this.wake = wake;
  }

  <Q extends Message> void start(
      Channel channel, MethodDescriptor<Q, Relayed> method, Q request, Metadata headers) {
    ClientCall<Q, Relayed> started = channel.newCall(method, CallOptions.DEFAULT);
    call = started;
    mustApplyQuery = QueryHeader.isAsked(method, headers);
    started.start(this, headers);
    started.request(window);
    started.sendMessage(request);
    started.halfClose();
  }

  /** Comes before all messages. */
  @Override
  public void onHeaders(Metadata headers) {
    if (mustApplyQuery && !headers.containsKey(QueryHeader.APPLIED)) {
      synchronized (this) {
        end = NO_QUERIES;
      }
      cancel("it does not know queries");
      tell();
    }
  }

  @Override
  public void onMessage(Relayed message) {
    boolean fits = bytes.addAndGet(message.arrivedBytes()) <= MOST_BYTES;
    synchronized (this) {
      if (end == null && fits) {
        arrived.add(message);
      } else if (end == null) {
        end = TOO_LARGE;
      }
    }
    if (!fits) {
      cancel("its messages are too large");
    }
    tell();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    synchronized (this) {
      end = end == null ? status : end;
    }
    tell();
  }

  /** Whether {@link #take} would give something, or the end. */
  boolean hasNews() {
    return news;
  }

  /** All that arrived since the last time, in exchange for an empty queue. */
  ArrayDeque<Relayed> take(ArrayDeque<Relayed> empty) {
    news = false;
    synchronized (this) {
      ArrayDeque<Relayed> taken = arrived;
      arrived = empty;
      return taken;
    }
  }

  /** How it ended, or null if it goes on or something waits still. */
  @Nullable Status end() {
    synchronized (this) {
      return arrived.isEmpty() ? end : null;
    }
  }

  /** A message left the window, so the peer may send one more. */
  void consumed(Relayed message) {
    bytes.addAndGet(-message.arrivedBytes());
    if (++credit >= Math.max(1, window / 2) && call != null) {
      call.request(credit);
      credit = 0;
    }
  }

  void cancel(String reason) {
    if (call != null) {
      call.cancel(reason, null);
    }
  }

  private void tell() {
    news = true;
    wake.run();
  }
}
