/**
 * Kernel pages to bytes: reads the perf ring of each CPU.
 *
 * <p>In comes the datapath's event array; out come raw samples in time order, and counts of what
 * was lost in their place among them. One platform thread per ring copies into a queue of its own
 * and never waits; one consumer thread takes from all queues. Never looks into a sample.
 */
@NullMarked
package io.sextant.ring;

import org.jspecify.annotations.NullMarked;
