package io.sextant.enrich;

import io.sextant.decode.AccessLogRecord;
import io.sextant.flow.L7;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One line on a request or response for people. */
final class AccessLogTexts {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final String FROM_PROXY = "proxy";

  private AccessLogTexts() {}

  /** HTTP comes first, whatever part of the record is shown. */
  static String of(AccessLogRecord record, L7 shown, Redaction redaction) {
    L7.Type type = record.context().type();
    if (record.http() != null) {
      return http(record.http(), type, shown.latencyNanos(), redaction);
    }
    if (record.kafka() != null) {
      return kafka(shown.message(), type);
    }
    if (record.dns() != null) {
      return dns(record.dns(), type);
    }
    return record.generic() != null ? generic(record.generic()) : "";
  }

  private static String http(
      AccessLogRecord.Http http, L7.Type type, long latencyNanos, Redaction redaction) {
    String request = http.method() + " " + redaction.shownUrl(http.url());
    return switch (type) {
      case REQUEST -> http.protocol() + " " + request;
      case RESPONSE ->
          http.protocol()
              + " "
              + http.code()
              + " "
              + latencyNanos / NANOS_PER_MILLI
              + "ms ("
              + request
              + ")";
      case SAMPLE, UNKNOWN_L7_TYPE -> "";
    };
  }

  private static String kafka(L7.@Nullable Message shown, L7.Type type) {
    if (!(shown instanceof L7.Kafka kafka)) {
      return "";
    }
    String what =
        kafka.apiKey() + " correlation id " + kafka.correlationId() + " topic '" + kafka.topic();
    return type == L7.Type.REQUEST
        ? "Kafka request " + what + "'"
        : "Kafka response " + what + "' return code " + kafka.errorCode();
  }

  private static String dns(AccessLogRecord.Dns dns, L7.Type type) {
    String types = String.join(",", DnsTexts.types(dns.queryTypes()));
    String question = dns.query() + " " + types;
    return switch (type) {
      case REQUEST -> "DNS Query " + question;
      case RESPONSE ->
          "DNS Answer "
              + answer(dns)
              + " TTL: "
              + Integer.toUnsignedString(dns.ttl())
              + " ("
              + (dns.source().equals(FROM_PROXY) ? "Proxy " : "Query ")
              + question
              + ")";
      case SAMPLE, UNKNOWN_L7_TYPE -> "";
    };
  }

  private static String answer(AccessLogRecord.Dns dns) {
    int rcode = dns.rcode() & 0xff;
    if (rcode != 0) {
      return "RCode: " + DnsTexts.rcode(rcode);
    }
    List<String> parts = new ArrayList<>();
    if (!dns.ips().isEmpty()) {
      parts.add(quoted(dns.ips()));
    }
    if (!dns.cnames().isEmpty()) {
      parts.add("CNAMEs: " + quoted(dns.cnames()));
    }
    return String.join(" ", parts);
  }

  private static String quoted(List<String> names) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : String.join(",", names).toCharArray()) {
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        text.append(String.format("\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  private static String generic(AccessLogRecord.Generic generic) {
    List<String> fields = new ArrayList<>();
    new TreeMap<>(generic.fields()).forEach((key, value) -> fields.add(key + ":" + value));
    return generic.protocol() + " Fields: map[" + String.join(" ", fields) + "]";
  }
}
