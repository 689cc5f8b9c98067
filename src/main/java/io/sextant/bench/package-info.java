/**
 * Measures this machine. In come raw events of a corpus or a recording, and made-up flows for
 * history; out go figures, medians of five after warm-up, of history one filling and percentiles of
 * many calls. Runs on the command's thread, part after part, nothing beside it but what a part
 * itself starts. Never serves, and leaves nothing behind.
 */
@NullMarked
package io.sextant.bench;

import org.jspecify.annotations.NullMarked;
