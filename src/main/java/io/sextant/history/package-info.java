/**
 * Every flow of days and weeks, on disk. In come flows in the order of their sequence numbers, from
 * one thread; out go snapshots of partitions, whose blocks any number of threads read. What was
 * acknowledged is found again after a crash at any instant; what could not be kept is counted. A
 * disk that is full or failing never throws into the one who appends, and no reader ever holds up
 * the writer.
 */
@NullMarked
package io.sextant.history;

import org.jspecify.annotations.NullMarked;
