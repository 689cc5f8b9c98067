package io.sextant.relay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * The peers that are known, each with its connection. Any thread may change it, read it, or be told
 * that something changed; what changed, each finds out by looking.
 */
final class Peers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Peers.class.getName());

  /** More nodes than any cluster has; a peer service that tells of more is broken. */
  private static final int MOST = 65_536;

  private final PeerChannels channels;
  private final Map<String, PeerConnection> connections = new LinkedHashMap<>();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final Set<String> complained = new HashSet<>();
  private volatile List<PeerConnection> all = List.of();
  private volatile boolean closed;
  private long reconnectsOfClosed;

  Peers(PeerChannels channels) {
    this.channels = channels;
  }

  /** In the order they came; a list that does not change. */
  List<PeerConnection> all() {
    return all;
  }

  List<PeerConnection> available() {
    return all.stream().filter(PeerConnection::isAvailable).toList();
  }

  /** Adds or changes a peer; the same again is left as it is. */
  void put(Peer peer) {
    synchronized (this) {
      PeerConnection known = connections.get(peer.name());
      if (known != null && known.peer().equals(peer)) {
        return;
      }
      if (known == null && connections.size() >= MOST) {
        complain("more than " + MOST + " peers; further ones are left out");
        return;
      }
      PeerConnection connection = PeerConnection.open(peer, channels, this::tell);
      if (!connection.problem().isEmpty()) {
        complain("peer " + peer.name() + " is never connected: " + connection.problem());
      }
      closed(connections.put(peer.name(), connection));
      all = List.copyOf(connections.values());
    }
    tell();
  }

  void remove(String name) {
    synchronized (this) {
      closed(connections.remove(name));
      all = List.copyOf(connections.values());
    }
    tell();
  }

  /** How often a peer was connected anew, all together. */
  synchronized long reconnects() {
    return reconnectsOfClosed + all.stream().mapToLong(PeerConnection::reconnects).sum();
  }

  /** Runs on every change, on any thread; must be short. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void leave(Runnable listener) {
    listeners.remove(listener);
  }

  /** Whether the relay goes down. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    tell();
    List<String> names = new ArrayList<>();
    all.forEach(connection -> names.add(connection.peer().name()));
    names.forEach(this::remove);
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }

  private void closed(@org.jspecify.annotations.Nullable PeerConnection connection) {
    if (connection != null) {
      reconnectsOfClosed += connection.reconnects();
      connection.close();
    }
  }

  private void complain(String text) {
    if (complained.size() < MOST && complained.add(text)) {
      LOG.warning(text);
    }
  }
}
