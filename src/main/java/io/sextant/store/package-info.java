/**
 * Keeps events and gives them back. In come events from the one thread that reads the datapath's
 * ring; out go answers to queries, one reader each, with what was lost on the way. The writer never
 * waits, takes no lock and does nothing per reader; readers run on threads of their own and may
 * park. Nothing here knows a protocol.
 */
@NullMarked
package io.sextant.store;

import org.jspecify.annotations.NullMarked;
