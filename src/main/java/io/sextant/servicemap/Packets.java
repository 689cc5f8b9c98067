package io.sextant.servicemap;

import io.sextant.flow.DropReason;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Verdict;
import java.util.List;

/**
 * Packets that were seen from one place and fared alike.
 *
 * @param port of the server, 0 for protocols without ports, or {@link MapEdge#MORE_PORTS}
 * @param answer whether they went from the server to the client
 * @param vantage see {@link Vantage}
 * @param arriving whether they were seen on their way into a pod
 * @param dropReason a number, see {@link DropReason}
 * @param policies that decided, as {@code namespace/name}
 * @param allowed whether those allowed
 * @param lastNanos time of the last one
 */
public record Packets(
    NodeName client,
    NodeName server,
    L4Protocol protocol,
    int port,
    boolean answer,
    int vantage,
    Verdict verdict,
    boolean arriving,
    int dropReason,
    List<String> policies,
    boolean allowed,
    long count,
    long lastNanos) {}
