/**
 * What people type to choose flows: {@code pod:shop/cart-* -verdict:FORWARDED (port:443 OR
 * port:8000-8999) timeout}. In comes text, out goes a condition of {@code filter}, or what is wrong
 * and where. Length, depth and number of terms are bounded; nothing is read twice. No thread, no
 * file and no flow is ever touched here.
 */
@NullMarked
package io.sextant.query;

import org.jspecify.annotations.NullMarked;
