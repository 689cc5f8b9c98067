/**
 * The demo: a small shop of workloads in network namespaces, with real traffic and policies that
 * allow and deny, and the agent that guards it.
 *
 * <p>In come {@link io.sextant.demo.DemoSettings}; out comes a running {@link io.sextant.demo.Demo}
 * with its datapath, its cluster and a text that says where to look. Each pod has one platform
 * thread that lives in the pod's namespace and makes its sockets; virtual threads use them. Nothing
 * of the machine's own network is touched: the pods' host sides, routes and forwarding live in a
 * namespace of their own that plays the node. Never opens a port to the outside, never leaves a
 * namespace, device, pin or mount behind.
 */
@NullMarked
package io.sextant.demo;

import org.jspecify.annotations.NullMarked;
