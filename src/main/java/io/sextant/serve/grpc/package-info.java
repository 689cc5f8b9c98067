/**
 * Hubble's API over gRPC. In come requests and the flows of the store, out go messages of {@code
 * io.sextant.proto}. Runs on gRPC's threads; never blocks the thread that writes the store, never
 * decides what a flow is.
 */
@NullMarked
package io.sextant.serve.grpc;

import org.jspecify.annotations.NullMarked;
