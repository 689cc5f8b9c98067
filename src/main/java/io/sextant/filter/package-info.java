/**
 * Which events a reader wants. In come the criteria of a request, as values and texts; out goes one
 * predicate over our events, its cheapest parts first, which is a tree that others can look into.
 * Criteria are parsed once per request, and what is wrong with them is said with field and value;
 * testing never throws, allocates next to nothing, takes linear time in the length of what it
 * reads, and may happen on any thread. The meaning of each criterion that Hubble 1.19's {@code
 * FlowFilter} has is the one it has there; no protocol is known here.
 */
@NullMarked
package io.sextant.filter;

import org.jspecify.annotations.NullMarked;
