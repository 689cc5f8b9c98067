/**
 * The page, REST and server-sent events. In come HTTP requests; out go answers from memory ring and
 * service map, each saying what it covers. All paths stand in {@link HttpRoutes}. Whatever looks
 * through the ring runs on a virtual thread, one per request or stream; the event loops only move
 * bytes. Nothing here changes a flow or makes the pipeline wait.
 */
@NullMarked
package io.sextant.serve.http;

import org.jspecify.annotations.NullMarked;
