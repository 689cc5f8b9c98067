/**
 * Sums of flows that are kept beside the flows, so that a long time is answered without reading
 * them: who with whom, on which port and with what outcome, in stretches of ten seconds, a minute
 * and an hour. In come flows in the order of their sequence numbers; out go bytes that are appended
 * to a partition's log, and from such a log the sums of any range of time. One thread adds; any
 * number read what was appended. No file is opened here, no thread started.
 *
 * <pre>
 *   Flow ──► RollupBuilder ──► frames ──► (a file, by others) ──► RollupLog ──► RollupSums
 *              10 s tables ─► 1 min ─► 1 h
 * </pre>
 */
@NullMarked
package io.sextant.history.rollup;

import org.jspecify.annotations.NullMarked;
