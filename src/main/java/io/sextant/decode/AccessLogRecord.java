package io.sextant.decode;

import io.sextant.flow.IpVersion;
import io.sextant.flow.L7;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy logged of a request or a response. Of several protocols' parts that are there, DNS
 * is shown before HTTP and Kafka.
 */
public record AccessLogRecord(
    Context context,
    Party source,
    Party destination,
    @Nullable Http http,
    @Nullable Dns dns,
    @Nullable Kafka kafka,
    @Nullable Generic generic) {

  /**
   * Circumstances of the record.
   *
   * @param timestamp RFC 3339, up to nanoseconds
   * @param direction in which the proxy saw it
   * @param transportProtocol IANA number
   * @param ipVersion says which of the parties' addresses count
   */
  public record Context(
      L7.Type type,
      String timestamp,
      TrafficDirection direction,
      Verdict verdict,
      int transportProtocol,
      IpVersion ipVersion) {}

  /**
   * One side as the proxy knows it.
   *
   * @param id number of the endpoint on its node, or 0
   * @param ipV4 text, or empty
   * @param ipV6 text, or empty
   */
  public record Party(
      int id, int identity, String ipV4, String ipV6, int port, List<String> labels) {}

  /**
   * A request, or the response to it.
   *
   * @param url of the request, or empty
   * @param headers in canonical spelling, with all values of each
   */
  public record Http(
      int code, String method, String url, String protocol, Map<String, List<String>> headers) {}

  /**
   * A question, or the answer to it.
   *
   * @param query with its trailing dot
   * @param queryTypes numbers, as in {@code answerTypes}
   * @param source {@code proxy} when a proxy saw it
   */
  public record Dns(
      String query,
      List<String> ips,
      int ttl,
      List<String> cnames,
      String source,
      int rcode,
      List<Integer> queryTypes,
      List<Integer> answerTypes) {}

  public record Kafka(
      int errorCode, int apiVersion, String apiKey, int correlationId, String topic) {}

  /** Any other protocol. */
  public record Generic(String protocol, Map<String, String> fields) {}
}
