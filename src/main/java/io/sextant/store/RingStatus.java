package io.sextant.store;

/**
 * The memory ring in numbers.
 *
 * @param capacity events that it keeps at most
 * @param current events of any kind that are in it
 * @param seenFlows flows since the start
 * @param flowsPerSecond over the last minute, or over less when the ring does not reach back so
 *     far; up to a second old
 */
public record RingStatus(long capacity, long current, long seenFlows, double flowsPerSecond) {}
