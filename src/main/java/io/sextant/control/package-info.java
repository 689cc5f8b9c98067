/**
 * What the cluster wants: identities for sets of labels and address ranges, policies, and their
 * compilation into the entries that the kernel matches.
 *
 * <p>In come labels and policies; out go identity numbers and immutable entries, each with the
 * policies it stands for. The compiler is pure: no clock, no I/O, any thread. Never talks to the
 * kernel.
 */
@NullMarked
package io.sextant.control;

import org.jspecify.annotations.NullMarked;
