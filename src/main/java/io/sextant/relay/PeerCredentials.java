package io.sextant.relay;

import io.grpc.ChannelCredentials;

/** Where the credentials of TLS connections to peers come from. */
@FunctionalInterface
public interface PeerCredentials {
  /** For a new channel; the name that the peer must prove is set beside it. */
  ChannelCredentials forChannel();
}
