/**
 * The kernel behind Java types, and the only user of the foreign linker.
 *
 * <p>In come numbers, paths and byte layouts; out come owned descriptors and mapped memory. Any
 * thread may call, except where a class says otherwise. Never knows what a map or an event means.
 */
@NullMarked
package io.sextant.datapath.sys;

import org.jspecify.annotations.NullMarked;
