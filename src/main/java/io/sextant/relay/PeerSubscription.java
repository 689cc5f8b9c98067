package io.sextant.relay;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Learns the peers from a peer service, of an agent of ours or of Cilium's. A stream that breaks is
 * opened again with growing, jittered pauses; the peers known by then stay.
 */
final class PeerSubscription implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PeerSubscription.class.getName());

  private final String address;
  private final ManagedChannel channel;
  private final Peers peers;
  private final ScheduledExecutorService timer;
  private final Backoff backoff;
  private volatile boolean up;
  private volatile boolean closed;
  private boolean complained;

  /**
   * @param timer runs the attempts; one thread
   */
  PeerSubscription(
      String address,
      ManagedChannel channel,
      Peers peers,
      ScheduledExecutorService timer,
      RandomGenerator random) {
    this.address = address;
    this.channel = channel;
    this.peers = peers;
    this.timer = timer;
    this.backoff = new Backoff(random);
  }

  /** Whether changes are being told. */
  boolean isUp() {
    return up;
  }

  void start() {
    if (closed) {
      return;
    }
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
    PeerGrpc.newStub(channel)
        .withWaitForReady()
        .notify(NotifyRequest.getDefaultInstance(), new Changes());
  }

  @Override
  public void close() {
    closed = true;
    channel.shutdownNow();
  }

  private final class Changes implements StreamObserver<ChangeNotification> {
    @Override
    public void onNext(ChangeNotification change) {
      if (!up) {
        up = true;
        timer.execute(PeerSubscription.this::connected);
      }
      String server = change.hasTls() ? change.getTls().getServerName() : "";
      Peer peer = Peer.announced(change.getName(), change.getAddress(), server);
      switch (change.getType()) {
        case PEER_ADDED, PEER_UPDATED -> peers.put(peer);
        case PEER_DELETED -> peers.remove(peer.name());
        case UNKNOWN, UNRECOGNIZED -> LOG.fine("a change of a kind that is not known: " + change);
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      ended(Status.OK);
    }

    private void ended(Status status) {
      up = false;
      if (!closed) {
        again(() -> lost(status));
      }
    }
  }

  private void connected() {
    backoff.reset();
    if (complained) {
      LOG.info("peer service " + address + ": tells of peers again");
      complained = false;
    }
  }

  private void lost(Status status) {
    if (!complained) {
      LOG.warning(
          "peer service %s: %s; it is asked again and again, the peers known so far stay"
              .formatted(address, Announcements.text(status)));
      complained = true;
    }
    var _ = timer.schedule(this::start, backoff.nextNanos(), TimeUnit.NANOSECONDS);
  }

  private void again(Runnable step) {
    try {
      timer.execute(step);
    } catch (RejectedExecutionException e) {
      // The relay is closing.
    }
  }
}
