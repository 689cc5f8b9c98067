package io.sextant.history.block;

import io.sextant.flow.Flow;

/**
 * The Ethernet addresses of both sides, as the next hops have them: they belong to the place on the
 * way where a packet was seen, not to the parties.
 */
record Link(long sourceMac, long destinationMac) {
  static final Link NONE = new Link(Flow.NO_MAC, Flow.NO_MAC);
}
