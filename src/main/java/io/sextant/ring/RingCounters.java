package io.sextant.ring;

/**
 * What went through one CPU's ring since it was opened: received = delivered + lost in the queue +
 * what the queue holds now.
 *
 * @param receivedBytes of the samples, padding included
 * @param kernelLost as far as the kernel has told: it tells with the next sample that fits
 * @param malformed records that could not be read, and were skipped
 * @param ended its thread has ended: what this CPU emits from then on stays in the kernel, whose
 *     programs count it as not emitted once the ring is full
 */
public record RingCounters(
    int cpu,
    long received,
    long receivedBytes,
    long delivered,
    long kernelLost,
    long queueLost,
    long malformed,
    boolean ended) {}
