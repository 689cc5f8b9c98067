/**
 * Names for what was decoded. In come the events of {@code decode}, out go flows of {@code flow}
 * with identities, labels, pods, services and policies. Runs on the thread that reads the ring, one
 * set of objects per thread; never blocks, never throws for an event, allocates the flow and
 * nothing else. What is known of the cluster is asked for through the look-ups here.
 */
@NullMarked
package io.sextant.enrich;

import org.jspecify.annotations.NullMarked;
