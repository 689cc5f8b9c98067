package io.sextant.relay;

import org.jspecify.annotations.Nullable;

/**
 * An observer behind the relay.
 *
 * @param name of its node, as clients see it
 * @param address where it listens, or null if that is not known or makes no sense
 * @param announced the address as it was given
 * @param serverName that its certificate must carry; empty for a connection without TLS
 * @param origin who says so
 */
public record Peer(
    String name,
    @Nullable PeerAddress address,
    String announced,
    String serverName,
    Origin origin) {

  /** Where a peer is known from. */
  public enum Origin {
    /** The settings, where a peer without TLS is meant to be one. */
    SETTINGS,
    PEER_SERVICE
  }

  /**
   * One of a fixed list.
   *
   * @param field that the address stands in, for the message
   * @param name empty if it shall go by its address
   * @throws IllegalArgumentException naming field, text and what would be right
   */
  public static Peer fixed(String field, String name, String address, String serverName) {
    PeerAddress parsed = PeerAddress.parse(field, address);
    return new Peer(
        name.isBlank() ? parsed.toString() : name.strip(),
        parsed,
        parsed.toString(),
        serverName.strip(),
        Origin.SETTINGS);
  }

  /** One that a peer service told of; an address that makes no sense leaves it unreachable. */
  static Peer announced(String name, String address, String serverName) {
    @Nullable PeerAddress parsed = null;
    try {
      parsed = PeerAddress.parse("address", address);
    } catch (IllegalArgumentException e) {
      // It is listed, and never connected.
    }
    return new Peer(
        name.isEmpty() ? address : name,
        parsed,
        parsed == null ? address : parsed.toString(),
        serverName,
        Origin.PEER_SERVICE);
  }

  boolean usesTls() {
    return !serverName.isEmpty();
  }
}
