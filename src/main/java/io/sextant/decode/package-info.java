/**
 * Bytes to events. In come the samples that a datapath wrote to its rings, out go {@link
 * DatapathEvent}s: what the notification says and the headers of the packet that follows it. Runs
 * on the thread that reads the ring, one {@link DatapathDecoder} per thread; allocates nothing but
 * for tunnels, never throws for a sample, never looks anything up.
 *
 * <p>{@link DnsDecoder} reads DNS answers in such samples, for those that want them, elsewhere.
 */
@NullMarked
package io.sextant.decode;

import org.jspecify.annotations.NullMarked;
