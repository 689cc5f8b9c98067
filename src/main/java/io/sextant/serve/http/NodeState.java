package io.sextant.serve.http;

import java.time.Instant;

/**
 * A source of flows.
 *
 * @param state a word or two, as {@code connected}
 * @param detail what is wrong, or empty
 * @param since when it got into this state
 * @param seen flows since then
 * @param lost events since then
 */
public record NodeState(
    String name, String state, String detail, Instant since, long seen, long lost) {}
