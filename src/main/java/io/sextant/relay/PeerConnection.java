package io.sextant.relay;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A peer and the channel to it, which is kept open: gRPC connects again by itself with growing,
 * jittered pauses, and {@link #hurry} cuts those to a minute. Any thread may ask.
 */
final class PeerConnection implements AutoCloseable {
  private final Peer peer;
  private final @Nullable ManagedChannel channel;
  private final String problem;
  private final Runnable changed;
  private final AtomicLong connects = new AtomicLong();
  private volatile long failedSinceNanos;
  private volatile Instant changedAt = Instant.now();

  private PeerConnection(
      Peer peer, @Nullable ManagedChannel channel, String problem, Runnable changed) {
    this.peer = peer;
    this.channel = channel;
    this.problem = problem;
    this.changed = changed;
  }

  /**
   * Begins to connect, unless that can never succeed.
   *
   * @param changed is run on every change of its state
   */
  static PeerConnection open(Peer peer, PeerChannels channels, Runnable changed) {
    String problem = problem(peer, channels);
    if (peer.address() == null || !problem.isEmpty()) {
      return new PeerConnection(peer, null, problem, changed);
    }
    ManagedChannel channel;
    try {
      channel = channels.open(peer.address(), peer.serverName());
    } catch (RuntimeException e) {
      // What a peer service announces may be no name or address for the transport.
      return new PeerConnection(peer, null, String.valueOf(e.getMessage()), changed);
    }
    PeerConnection connection = new PeerConnection(peer, channel, "", changed);
    connection.watch(channel);
    return connection;
  }

  private static String problem(Peer peer, PeerChannels channels) {
    if (peer.address() == null) {
      return "its address \"" + peer.announced() + "\" is none";
    }
    if (peer.usesTls() && !channels.hasTls()) {
      return "it uses TLS with the name " + peer.serverName() + ", and no TLS to peers is set";
    }
    boolean isToUseTls = peer.address() instanceof PeerAddress.Tcp && channels.hasTls();
    return isToUseTls && !peer.usesTls() && peer.origin() == Peer.Origin.PEER_SERVICE
        ? "it announces no TLS, and TLS to peers is set"
        : "";
  }

  Peer peer() {
    return peer;
  }

  /** Why it is never connected, or empty. */
  String problem() {
    return problem;
  }

  /** Whether calls to it are worth a try, by Hubble's rule. */
  boolean isAvailable() {
    ConnectivityState state = state();
    return state != ConnectivityState.TRANSIENT_FAILURE && state != ConnectivityState.SHUTDOWN;
  }

  boolean isConnected() {
    return state() == ConnectivityState.READY;
  }

  /** For calls; only of a peer that was found available. */
  Channel channel() {
    if (channel == null) {
      throw new IllegalStateException(peer.name() + ": " + problem);
    }
    return channel;
  }

  /** How often it was connected anew after the first time. */
  long reconnects() {
    return Math.max(0, connects.get() - 1);
  }

  /** Called every few seconds: no pause between two attempts is longer than a minute. */
  void hurry(long nowNanos, long longestNanos) {
    if (channel != null
        && state() == ConnectivityState.TRANSIENT_FAILURE
        && nowNanos - failedSinceNanos >= longestNanos) {
      failedSinceNanos = nowNanos;
      channel.resetConnectBackoff();
    }
  }

  /** When its state changed last. */
  Instant changedAt() {
    return changedAt;
  }

  @Override
  public void close() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  private ConnectivityState state() {
    return channel == null ? ConnectivityState.SHUTDOWN : channel.getState(false);
  }

  /** Asks for a connection whenever there is none, and tells of each change. */
  private void watch(ManagedChannel watched) {
    ConnectivityState state = watched.getState(true);
    if (state == ConnectivityState.READY) {
      connects.incrementAndGet();
    } else if (state == ConnectivityState.TRANSIENT_FAILURE) {
      failedSinceNanos = System.nanoTime();
    }
    if (state != ConnectivityState.SHUTDOWN) {
      watched.notifyWhenStateChanged(
          state,
          () -> {
            changedAt = Instant.now();
            watch(watched);
            changed.run();
          });
    }
  }
}
