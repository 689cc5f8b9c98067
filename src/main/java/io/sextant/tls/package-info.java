/**
 * Transport security from PEM files. In come the files that settings name; out go credentials for
 * gRPC servers and channels that follow the files: one virtual thread per set of files looks at
 * their content every few seconds, so that renewed certificates are used without a restart, also
 * where a mount swaps links. A new file that makes no sense is told once and counted, and what was
 * good before stays in use. Never prints a key; knows no protocol above TLS.
 */
@NullMarked
package io.sextant.tls;

import org.jspecify.annotations.NullMarked;
