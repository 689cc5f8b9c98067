/**
 * The vocabulary: what was seen on the network and how it is called. Everything else points here;
 * this package sees no other. Values are immutable once built and may be read from any thread.
 */
@NullMarked
package io.sextant.flow;

import org.jspecify.annotations.NullMarked;
