package io.sextant.relay;

import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * What all streams of a relay share.
 *
 * @param self name that the relay speaks under
 * @param random for pauses
 * @param gaps times that a stream had to tell of flows that may be missing
 * @param newest memory for the newest of answers
 */
record RelayContext(
    Peers peers,
    String self,
    Timing timing,
    RandomGenerator random,
    LongAdder gaps,
    ByteBudget newest) {}
