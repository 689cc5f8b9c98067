/**
 * Who talks to whom, on which port, and how it fares. In come flows from the one thread of the
 * pipeline; out go snapshots of nodes and edges for any number of readers. Adding a flow takes one
 * look-up and allocates nothing once an edge is known. Memory is bounded and what is pushed out is
 * counted. Nothing here waits, and nothing knows a protocol of the outside.
 */
@NullMarked
package io.sextant.servicemap;

import org.jspecify.annotations.NullMarked;
