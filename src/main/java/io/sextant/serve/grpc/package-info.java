/**
 * Hubble's API over gRPC. In come requests; out go streams of messages made from what the store
 * answers, and the state of this node. Each stream has a virtual thread of its own that writes only
 * while its client reads: a slow client costs its buffer and its own loss, never the others or the
 * thread that writes the store. Decides nothing about events: that is {@code filter}'s and {@code
 * store}'s. Spring is in the wiring class only.
 */
@NullMarked
package io.sextant.serve.grpc;

import org.jspecify.annotations.NullMarked;
