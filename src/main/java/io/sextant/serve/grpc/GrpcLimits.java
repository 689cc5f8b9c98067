package io.sextant.serve.grpc;

import java.time.Duration;

/**
 * What clients may ask of one server. A request beyond a limit is refused with RESOURCE_EXHAUSTED
 * and a text that names field, value and limit.
 *
 * @param connections open connections of all clients, on port and socket; one more is closed
 *     without a word
 * @param streams open streams of all clients
 * @param streamsPerConnection open streams of one connection
 * @param filters in both lists of a request
 * @param filterValues in all fields of a request's filters
 * @param filterBytes size of both lists as they were sent
 * @param expressions regular and CEL expressions in a request
 * @param maskPaths in a request's field mask
 * @param requestBytes size of a request
 * @param headerBytes size of a request's headers
 * @param ping how long a connection may be silent before it is asked whether it still lives
 * @param pingAnswer how long the answer may take
 * @param idle how long a connection may be without calls
 * @param handshake how long a connection may take to begin with HTTP/2, TLS included
 */
public record GrpcLimits(
    int connections,
    int streams,
    int streamsPerConnection,
    int filters,
    int filterValues,
    int filterBytes,
    int expressions,
    int maskPaths,
    int requestBytes,
    int headerBytes,
    Duration ping,
    Duration pingAnswer,
    Duration idle,
    Duration handshake) {
  /** Far above what Hubble's tools ask for, far below what hurts. */
  public static final GrpcLimits DEFAULTS =
      new GrpcLimits(
          4_096,
          1_000,
          500,
          100,
          1_000,
          64 << 10,
          20,
          200,
          1 << 20,
          8 << 10,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofMinutes(30),
          Duration.ofSeconds(10));
}
