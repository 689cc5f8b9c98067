/**
 * What the cluster wants and what is known of it: identities for sets of labels and address ranges,
 * policies and their compilation into the entries that the kernel matches, endpoints, services and
 * names.
 *
 * <p>In come labels, policies and the endpoints that come and go; out go identity numbers,
 * immutable entries, each with the policies it stands for, and a {@link
 * io.sextant.control.ClusterState} that naming asks. The compiler is pure: no clock, no I/O, any
 * thread. States are made by the threads that watch the cluster and read by any; a state that was
 * handed out never changes. Never talks to the kernel, never blocks a reader.
 */
@NullMarked
package io.sextant.control;

import org.jspecify.annotations.NullMarked;
