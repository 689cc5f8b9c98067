package io.sextant.history.block;

/**
 * Where on its way a packet was seen: the Ethernet addresses are those of the two ends there, so
 * they belong to the place and not to the parties.
 *
 * @param place number of the {@link Place}
 */
record Hop(int place, long sourceMac, long destinationMac) {}
