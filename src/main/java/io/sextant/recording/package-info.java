/**
 * Raw samples in a file, and out of it again through the whole pipeline.
 *
 * <p>In come samples and losses as the ring reader delivers them, and the cluster's state whenever
 * it changes; out comes one gzip file. A replay gives them back with their spacing in time, moved
 * to now. Both run on the thread that would drain the rings. A file is never trusted: what is wrong
 * in it is refused with its place.
 */
@NullMarked
package io.sextant.recording;

import org.jspecify.annotations.NullMarked;
