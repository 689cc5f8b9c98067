/**
 * The node's agent: puts into the kernel what the cluster wants for the pods of this node.
 *
 * <p>In come intents and names; out go programs on devices, endpoints, addresses and rule sets in
 * the datapath's maps, kept as they are wanted, snapshots of the cluster for those who name flows,
 * news of what was done, and the node's status. One platform thread does it all, in the network
 * namespace of the devices; callers wait for it. Never touches a packet, never reads an event.
 */
@NullMarked
package io.sextant.agent;

import org.jspecify.annotations.NullMarked;
