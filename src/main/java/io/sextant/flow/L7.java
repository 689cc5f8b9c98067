package io.sextant.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application said, from a proxy's access log.
 *
 * @param latencyNanos time from request to response; 0 when unknown
 * @param message the protocol's part, or null for a protocol without one in the API
 */
public record L7(Type type, long latencyNanos, @Nullable Message message) {

  /** Ordinals are the numbers of {@code flow.L7FlowType} in Hubble's API. */
  public enum Type {
    UNKNOWN_L7_TYPE,
    REQUEST,
    RESPONSE,
    SAMPLE
  }

  /** One of the protocols that the API knows. */
  public sealed interface Message {}

  public record Dns(
      String query,
      List<String> ips,
      int ttl,
      List<String> cnames,
      String observationSource,
      int rcode,
      List<String> qtypes,
      List<String> rrtypes)
      implements Message {}

  /**
   * A request or its response.
   *
   * @param code status of a response; 0 for requests
   */
  public record Http(int code, String method, String url, String protocol, List<Header> headers)
      implements Message {}

  public record Header(String key, String value) {}

  public record Kafka(int errorCode, int apiVersion, String apiKey, int correlationId, String topic)
      implements Message {}
}
