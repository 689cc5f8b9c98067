package io.sextant.relay;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.sextant.proto.relay.NodeState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One client's stream over all peers: first what is wanted of the past, then what is followed. Runs
 * on one thread, which wakes when a message comes, the client reads, or a peer changes.
 *
 * @param <Q> type of the request
 */
final class RelayedStream<Q extends Message> implements Runnable {
  private static final Logger LOG = Logger.getLogger(RelayedStream.class.getName());
  private static final int MOST_WAITING = 16_384;
  private static final int SMALLEST_WINDOW = 32;
  private static final int LARGEST_WINDOW = 1024;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000L;

  /** The client went away; nothing is left to do. */
  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    Cancelled() {
      super(null, null, false, false);
    }
  }

  private final RelayContext relay;
  private final MethodDescriptor<Q, Relayed> method;
  private final StreamRequest<Q> request;
  private final Metadata headers;
  private final Sink sink;
  private final Announcements announcements;
  private final Unmasking unmasking;
  private final List<Contributor> contributors = new ArrayList<>();
  private final Pacing pacing = new Pacing();
  private final Runnable wake = pacing::wake;
  private final long startedNanos = wallNanos();
  private final Refusals refusals = new Refusals();

  RelayedStream(
      RelayContext relay,
      MethodDescriptor<Q, Relayed> method,
      Q request,
      Metadata headers,
      Sink sink) {
    this.relay = relay;
    this.method = method;
    StreamRequest<Q> asked = new StreamRequest<>(request);
    this.request = asked.withTime();
    this.headers = headers;
    this.sink = sink;
    this.announcements =
        new Announcements(relay.self(), relay.timing().errorWindow().toNanos(), hasStatus());
    this.unmasking = new Unmasking(asked.masksTime(), announcements, relay.gaps());
    sink.onChange(wake);
  }

  /** Nanoseconds since the epoch. */
  static long wallNanos() {
    Instant now = InstantSource.system().instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public void run() {
    relay.peers().listen(wake);
    try {
      sink.end(relayed());
    } catch (Cancelled e) {
      // Nobody is there to be told.
    } catch (StatusException e) {
      sink.end(e.getStatus());
    } catch (StatusRuntimeException e) {
      sink.end(e.getStatus());
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a stream failed and was closed", e);
      sink.end(Status.INTERNAL.withDescription("the stream failed: " + e));
    } finally {
      relay.peers().leave(wake);
      contributors.forEach(each -> each.hangUp("the client's stream has ended"));
    }
  }

  private Status relayed() throws StatusException {
    if (request.isContradiction()) {
      return Status.INVALID_ARGUMENT.withDescription(
          "first: cannot be combined with follow; leave one of the two out");
    }
    List<PeerConnection> known = relay.peers().all();
    known.forEach(connection -> begin(connection, known.size()));
    if (known.isEmpty() && !request.follow()) {
      announcements.tellNow(List.of(relay.self()), "no peers are known, so there are no flows");
    }
    flush();
    if (request.wantsPast()) {
      new PastAnswer<>(this).run();
    }
    if (request.follow()) {
      new Following<>(this, known).run();
    }
    announcements.finish(this::emit);
    return Status.OK;
  }

  private void begin(PeerConnection connection, int peers) {
    Contributor contributor = join(connection, peers);
    contributor.connected = connection.isAvailable();
    contributor.lostAtNanos = contributor.connected ? 0 : startedNanos;
    announcements.changed(
        contributor.connected ? NodeState.NODE_CONNECTED : NodeState.NODE_UNAVAILABLE,
        contributor.name());
  }

  /**
   * A peer takes part from now on.
   *
   * @param peers how many there are
   */
  Contributor join(PeerConnection connection, int peers) {
    Contributor contributor = new Contributor(connection, window(peers), unmasking, relay.random());
    contributors.add(contributor);
    return contributor;
  }

  /** Messages that a peer may have under way: fewer when there are many peers. */
  private static int window(int peers) {
    return Math.clamp(MOST_WAITING / Math.max(1, peers), SMALLEST_WINDOW, LARGEST_WINDOW);
  }

  RelayContext relay() {
    return relay;
  }

  StreamRequest<Q> request() {
    return request;
  }

  /** Whether the stream can tell of nodes and gaps. */
  boolean hasStatus() {
    return method.getFullMethodName().equals(StreamMethods.FLOWS.getFullMethodName());
  }

  List<Contributor> contributors() {
    return contributors;
  }

  Announcements announcements() {
    return announcements;
  }

  /** What the client sent along; a copy, because calls write into theirs. */
  Metadata headers() {
    Metadata copy = new Metadata();
    copy.merge(headers);
    return copy;
  }

  /** Time of day at which the client asked. */
  long startedNanos() {
    return startedNanos;
  }

  Runnable wake() {
    return wake;
  }

  /** Calls a peer; what comes is in its lane from now on. */
  void call(Contributor contributor, StreamRequest<Q> what) {
    int window = window(contributors.size());
    PeerStream stream = new PeerStream(window, wake);
    refusals.called();
    contributor.called(stream);
    stream.start(contributor.connection().channel(), method, what.message(), headers());
  }

  /** Gives a message to the client as soon as it reads. */
  void emit(Relayed message) {
    while (!sink.isReady()) {
      checkClient();
      pacing.pause(LONGEST_PAUSE_NANOS);
    }
    sink.send(message);
  }

  void flush() {
    announcements.flush(System.nanoTime(), this::emit);
  }

  void batchDone() {
    checkClient();
    sink.batchDone();
  }

  /** Sleeps until something happens, at most so long. */
  void pause(long nanos) {
    batchDone();
    pacing.pause(Math.min(nanos, LONGEST_PAUSE_NANOS));
    checkClient();
  }

  /** A call to a peer has failed. */
  void failed(Contributor contributor, Status status) {
    announcements.error(contributor.name(), Announcements.text(status), System.nanoTime());
    refusals.failed(contributor, status);
  }

  Refusals refusals() {
    return refusals;
  }

  private void checkClient() {
    if (sink.isCancelled()) {
      throw new Cancelled();
    }
    if (relay.peers().isClosed()) {
      throw Status.UNAVAILABLE.withDescription("the relay goes down").asRuntimeException();
    }
  }
}
