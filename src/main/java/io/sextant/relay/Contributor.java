package io.sextant.relay;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer's part in one client's stream: its lane, the call that fills it, and what is needed to
 * call again without gap or double. Belongs to the thread that merges.
 */
final class Contributor implements Lane.Intake {

  /** Learns how calls end. */
  interface Listener {
    void ended(Contributor contributor, Status status);
  }

  private final String name;
  private final Lane lane;
  private final Seam seam = new Seam();
  private final Unmasking unmasking;
  private final Backoff backoff;
  private boolean pastKnown;
  private PeerConnection connection;
  private Listener listener = (_, _) -> {};
  private @Nullable PeerStream stream;
  private ArrayDeque<Relayed> spare = new ArrayDeque<>();
  private long received;
  private long receivedBefore;
  private long calledNanos;
  private int ofEarlierCall;
  private long retryAtNanos;

  /** Whether clients were told that it takes part. */
  boolean connected;

  /** Whether it left the cluster. */
  boolean gone;

  /** Whether nothing more is expected of it. */
  boolean done;

  /** Time of day since which nothing came of it; 0 if it was never lost. */
  long lostAtNanos;

  Contributor(PeerConnection connection, int window, Unmasking unmasking, RandomGenerator random) {
    this.name = connection.peer().name();
    this.connection = connection;
    this.lane = new Lane(window, this);
    this.unmasking = unmasking;
    this.backoff = new Backoff(random);
  }

  void listener(Listener now) {
    listener = now;
  }

  String name() {
    return name;
  }

  Lane lane() {
    return lane;
  }

  Seam seam() {
    return seam;
  }

  /** Whether it was asked for its past, and had none that is wanted. */
  boolean isPastKnown() {
    return pastKnown;
  }

  void pastIsKnown() {
    pastKnown = true;
  }

  PeerConnection connection() {
    return connection;
  }

  /** Messages that came over all calls. */
  long received() {
    return received;
  }

  boolean isCalling() {
    return stream != null;
  }

  /** Whether it is time for another call. */
  boolean isDue(long nowNanos) {
    return stream == null
        && !gone
        && !done
        && nowNanos - retryAtNanos >= 0
        && connection.isConnected();
  }

  /** Its place at the peer, from now on over this call. */
  void called(PeerStream call) {
    stream = call;
    calledNanos = System.nanoTime();
    receivedBefore = received;
    ofEarlierCall = lane.size();
    lane.live(true);
  }

  /** It is reached over another connection from now on. */
  void moved(PeerConnection other) {
    connection = other;
    retryAtNanos = System.nanoTime();
  }

  /**
   * Its call has failed. One that fails soon and gave nothing does not count as having been there.
   *
   * @param soonNanos how long a call has to last to count
   */
  void lost(long soonNanos) {
    connected = false;
    boolean wasThere = received > receivedBefore || System.nanoTime() - calledNanos > soonNanos;
    if (lostAtNanos == 0 || wasThere) {
      lostAtNanos = RelayedStream.wallNanos();
    }
  }

  /** Ends the call without a word; what came by then still goes on. */
  void hangUp(String reason) {
    if (stream != null) {
      receive(stream, lane);
      stream.cancel(reason);
      stream = null;
    }
    lane.live(false);
  }

  private void receive(PeerStream call, Lane target) {
    ArrayDeque<Relayed> messages = call.take(spare);
    for (Relayed message = messages.poll(); message != null; message = messages.poll()) {
      received++;
      Relayed wanted = seam.isNew(message) ? unmasking.read(name, message) : null;
      if (wanted == null) {
        call.consumed(message);
      } else {
        target.put(wanted);
      }
      backoff.reset();
    }
    spare = messages;
  }

  @Override
  public void fill(Lane target) {
    PeerStream call = stream;
    if (call == null || !call.hasNews()) {
      return;
    }
    receive(call, target);
    Status end = call.end();
    if (end != null) {
      stream = null;
      target.live(false);
      retryAtNanos = System.nanoTime() + backoff.nextNanos();
      listener.ended(this, end);
    }
  }

  @Override
  public void taken(Relayed message) {
    if (ofEarlierCall > 0) {
      ofEarlierCall--;
    } else if (stream != null) {
      stream.consumed(message);
    }
  }
}
