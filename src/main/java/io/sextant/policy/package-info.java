/**
 * What policies say: their model, the evaluator that explains a verdict, and the compiler from
 * policies to the entries that the kernel matches.
 *
 * <p>In come policies, identities and questions; out go decisions with their reasons, and immutable
 * entries, each with the rules that it stands for. All of it is pure: no clock, no I/O, any thread.
 * Knows nothing of manifests, pods or the kernel.
 */
@NullMarked
package io.sextant.policy;

import org.jspecify.annotations.NullMarked;
