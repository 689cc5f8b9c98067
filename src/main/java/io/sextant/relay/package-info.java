/**
 * Any number of observers as one. In come calls of Hubble's API and the names of peers; out go the
 * calls to all peers at once, and their answers merged by time. Messages of streams pass through as
 * bytes: only their time is read. Each client's stream is one thread that merges while its client
 * reads; it asks peers for no more than a window each, so a client that stops reads costs a bounded
 * buffer here and its loss is counted where the events are. gRPC's event loops only put what
 * arrived into windows. Never decides about events, never keeps them, never waits for a slow peer
 * for longer than is written in {@link io.sextant.relay.Merge}.
 */
@NullMarked
package io.sextant.relay;

import org.jspecify.annotations.NullMarked;
