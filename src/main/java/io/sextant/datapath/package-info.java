/**
 * The enforcing datapath in the kernel: load or adopt it, attach it to devices, write its maps.
 *
 * <p>In come endpoints, address prefixes and rule sets; out come counters, and the event array that
 * {@code ring} reads. State lives in pinned maps, so it outlasts the process. Calls block for
 * microseconds, or for a grace period of milliseconds where rule sets change; one caller at a time.
 * Never reads a packet or an event, and never decides a policy.
 */
@NullMarked
package io.sextant.datapath;

import org.jspecify.annotations.NullMarked;
