/**
 * The command line of an observer, and of whoever debugs a datapath. In come arguments; out go
 * requests to a server that speaks Hubble's API, ours or Hubble itself, and its answers as text or
 * JSON; or raw events explained. Runs on the main thread and starts fast: no container, no native
 * library, nothing built before it is needed. Never starts a server.
 */
@NullMarked
package io.sextant.cli;

import org.jspecify.annotations.NullMarked;
