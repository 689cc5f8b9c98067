/** Entry point, settings, and the one class that wires the steps from kernel to browser. */
@NullMarked
package io.sextant;

import org.jspecify.annotations.NullMarked;
