package io.sextant.enrich;

import io.sextant.decode.AccessLogRecord;
import io.sextant.flow.L7;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a response needs to know of its request: when it came and which trace it is part of. Found
 * by the request id that the proxy gives both; the oldest of 10,000 are forgotten, and each is used
 * once.
 */
final class RequestMemory {
  private static final int CAPACITY = 10_000;
  private static final String REQUEST_ID = "X-Request-Id";
  private static final String TRACE_PARENT = "Traceparent";

  private final Map<String, Long> times = new Recent<>();
  private final Map<String, String> traces = new Recent<>();

  /** Nanoseconds from the request to this response; 0 for requests and when it is not known. */
  long latency(AccessLogRecord record, long timeNanos) {
    String id = requestId(record);
    if (id.isEmpty()) {
      return 0;
    }
    if (record.context().type() == L7.Type.REQUEST) {
      times.put(id, timeNanos);
      return 0;
    }
    Long asked = record.context().type() == L7.Type.RESPONSE ? times.remove(id) : null;
    return asked == null ? 0 : Math.max(0, timeNanos - asked);
  }

  /** The W3C trace id; of a response, that of its request. Empty when there is none. */
  String traceId(AccessLogRecord record) {
    String id = requestId(record);
    AccessLogRecord.Http http = record.http();
    return switch (record.context().type()) {
      case REQUEST -> {
        String trace = http == null ? "" : TraceParent.traceId(first(http, TRACE_PARENT));
        if (!id.isEmpty() && !trace.isEmpty()) {
          traces.put(id, trace);
        }
        yield trace;
      }
      case RESPONSE -> {
        String trace = id.isEmpty() ? null : traces.remove(id);
        yield trace == null ? "" : trace;
      }
      case SAMPLE, UNKNOWN_L7_TYPE -> "";
    };
  }

  private static String requestId(AccessLogRecord record) {
    AccessLogRecord.Http http = record.http();
    return http == null ? "" : first(http, REQUEST_ID);
  }

  private static String first(AccessLogRecord.Http http, String header) {
    List<String> values = http.headers().get(header);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  private static final class Recent<V> extends LinkedHashMap<String, V> {
    @Override
    protected boolean removeEldestEntry(Map.@Nullable Entry<String, V> eldest) {
      return size() > CAPACITY;
    }
  }
}
