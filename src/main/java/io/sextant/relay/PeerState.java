package io.sextant.relay;

/**
 * A peer at one moment.
 *
 * @param detail what is wrong, or empty
 */
public record PeerState(String name, State state, String detail) {

  /** How it can be reached. */
  public enum State {
    CONNECTED,
    /** Being connected; calls wait for it. */
    CONNECTING,
    UNAVAILABLE
  }

  static PeerState of(PeerConnection connection) {
    Peer peer = connection.peer();
    if (connection.isConnected()) {
      return new PeerState(peer.name(), State.CONNECTED, "");
    }
    if (connection.isAvailable()) {
      return new PeerState(peer.name(), State.CONNECTING, "");
    }
    String problem = connection.problem();
    return new PeerState(
        peer.name(),
        State.UNAVAILABLE,
        problem.isEmpty() ? "no connection to " + peer.announced() : problem);
  }
}
