/**
 * Flows in, Prometheus series out. Counted on the pipeline's thread; scraped from any. Series that
 * a flow belongs to are looked up by small numbers, never by label texts, so that counting
 * allocates nothing.
 */
@NullMarked
package io.sextant.metrics;

import org.jspecify.annotations.NullMarked;
