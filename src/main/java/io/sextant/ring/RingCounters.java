package io.sextant.ring;

/**
 * What went through one CPU's ring since it was opened: received = delivered + lost in the queue +
 * what the queue holds now.
 *
 * @param receivedBytes of the samples, padding included
 * @param kernelLost as far as the kernel has told: it tells with the next sample that fits
 * @param malformed records that could not be read, and were skipped
 */
public record RingCounters(
    int cpu,
    long received,
    long receivedBytes,
    long delivered,
    long kernelLost,
    long queueLost,
    long malformed) {}
