package io.sextant.flow;

/**
 * What the socket load balancer saw.
 *
 * @param translationPoint number of {@code flow.SocketTranslationPoint} in Hubble's API
 * @param cookie of the socket
 * @param cgroupId of the process that owns it
 */
public record SocketTrace(int translationPoint, long cookie, long cgroupId) {}
