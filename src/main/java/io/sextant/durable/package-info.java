/**
 * Files that a crash leaves as they were or as they were to be. In come bytes, out go the same
 * bytes, or what is wrong with them. Any thread; each file has one writer, and a folder that is
 * locked one process. Never knows what the bytes mean.
 */
@NullMarked
package io.sextant.durable;

import org.jspecify.annotations.NullMarked;
