package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/**
 * What few flows have; kept apart so that all others pay one reference for it.
 *
 * @param translatedSource source address on the wire when the flow shows the one before translation
 * @param traceId W3C trace id of the request, or empty
 * @param ipTraceId id from an IP option, 0 for none
 * @param ipTraceOption number of that option
 */
public record FlowExtras(
    @Nullable IpAddress translatedSource,
    @Nullable Tunnel tunnel,
    @Nullable L7 l7,
    @Nullable SocketTrace socket,
    String traceId,
    long ipTraceId,
    int ipTraceOption) {

  public static final FlowExtras NONE = new FlowExtras(null, null, null, null, "", 0, 0);
}
