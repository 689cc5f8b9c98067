/**
 * Makes network devices for containers, as the Container Network Interface asks (specification 1.0
 * and 1.1).
 *
 * <p>In come a container runtime's calls: environment and configuration, which {@link
 * io.sextant.cni.CniPlugin} carries from the runtime's process to the agent's socket. Out go a veth
 * pair with addresses and routes, an entry in a durable book, an endpoint that the {@link
 * io.sextant.cni.EndpointRegistry} has put under enforcement, and the answer. A call either
 * succeeds or leaves nothing. Each call has a platform thread of its own, since it enters
 * namespaces. Never decides about a packet.
 */
@NullMarked
package io.sextant.cni;

import org.jspecify.annotations.NullMarked;
