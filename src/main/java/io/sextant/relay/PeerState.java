package io.sextant.relay;

import java.time.Instant;

/**
 * A peer at one moment.
 *
 * @param detail what is wrong, or empty
 * @param since when it got into this state
 */
public record PeerState(String name, State state, String detail, Instant since) {

  /** How it can be reached. */
  public enum State {
    CONNECTED,
    /** Being connected; calls wait for it. */
    CONNECTING,
    UNAVAILABLE
  }

  static PeerState of(PeerConnection connection) {
    Peer peer = connection.peer();
    State state =
        connection.isConnected()
            ? State.CONNECTED
            : connection.isAvailable() ? State.CONNECTING : State.UNAVAILABLE;
    String problem =
        connection.problem().isEmpty()
            ? "no connection to " + peer.announced()
            : connection.problem();
    return new PeerState(
        peer.name(), state, state == State.UNAVAILABLE ? problem : "", connection.changedAt());
  }
}
