package io.sextant.decode;

import io.sextant.flow.IpVersion;
import io.sextant.flow.L7;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Access log records from the JSON of the decode vectors. */
@NullMarked
final class AccessLogRecords {
  private AccessLogRecords() {}

  static AccessLogRecord read(JsonNode node) {
    return new AccessLogRecord(
        context(node),
        party(node.path("source")),
        party(node.path("destination")),
        node.has("http") ? http(node.path("http")) : null,
        node.has("dns") ? dns(node.path("dns")) : null,
        node.has("kafka") ? kafka(node.path("kafka")) : null,
        node.has("l7") ? generic(node.path("l7")) : null);
  }

  private static AccessLogRecord.Context context(JsonNode node) {
    return new AccessLogRecord.Context(
        switch (text(node, "type")) {
          case "Request" -> L7.Type.REQUEST;
          case "Response" -> L7.Type.RESPONSE;
          case "Sample" -> L7.Type.SAMPLE;
          default -> L7.Type.UNKNOWN_L7_TYPE;
        },
        text(node, "timestamp"),
        switch (text(node, "observation_point")) {
          case "Ingress" -> TrafficDirection.INGRESS;
          case "Egress" -> TrafficDirection.EGRESS;
          default -> TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
        },
        switch (text(node, "verdict")) {
          case "Forwarded" -> Verdict.FORWARDED;
          case "Denied" -> Verdict.DROPPED;
          case "Error" -> Verdict.ERROR;
          case "Redirected" -> Verdict.REDIRECTED;
          default -> Verdict.VERDICT_UNKNOWN;
        },
        number(node, "transport_protocol"),
        switch (text(node, "ip_version")) {
          case "IPv4" -> IpVersion.IPv4;
          case "IPv6" -> IpVersion.IPv6;
          default -> IpVersion.IP_NOT_USED;
        });
  }

  private static AccessLogRecord.Party party(JsonNode node) {
    return new AccessLogRecord.Party(
        number(node, "id"),
        number(node, "identity"),
        text(node, "ipv4"),
        text(node, "ipv6"),
        number(node, "port"),
        texts(node.path("labels")));
  }

  private static AccessLogRecord.Http http(JsonNode node) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    node.path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), texts(header.getValue())));
    return new AccessLogRecord.Http(
        number(node, "code"),
        text(node, "method"),
        text(node, "url"),
        text(node, "protocol"),
        headers);
  }

  private static AccessLogRecord.Dns dns(JsonNode node) {
    return new AccessLogRecord.Dns(
        text(node, "Query"),
        texts(node.path("IPs")),
        number(node, "TTL"),
        texts(node.path("CNAMEs")),
        text(node, "ObservationSource"),
        number(node, "RCode"),
        numbers(node.path("QTypes")),
        numbers(node.path("AnswerTypes")));
  }

  private static AccessLogRecord.Kafka kafka(JsonNode node) {
    return new AccessLogRecord.Kafka(
        number(node, "ErrorCode"),
        number(node, "APIVersion"),
        text(node, "APIKey"),
        number(node, "CorrelationID"),
        text(node.path("Topic"), "Topic"));
  }

  private static AccessLogRecord.Generic generic(JsonNode node) {
    Map<String, String> fields = new LinkedHashMap<>();
    node.path("Fields")
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asString()));
    return new AccessLogRecord.Generic(text(node, "Proto"), fields);
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  private static int number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() ? (int) value.longValue() : 0;
  }

  private static List<String> texts(@Nullable JsonNode list) {
    List<String> texts = new ArrayList<>();
    if (list != null) {
      list.forEach(each -> texts.add(each.asString()));
    }
    return texts;
  }

  private static List<Integer> numbers(JsonNode list) {
    List<Integer> numbers = new ArrayList<>();
    list.forEach(each -> numbers.add(each.intValue()));
    return numbers;
  }
}
