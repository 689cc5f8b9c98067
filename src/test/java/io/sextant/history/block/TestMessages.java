package io.sextant.history.block;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.L7;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** What applications say. */
@NullMarked
final class TestMessages {
  static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  private TestMessages() {}

  /** An answer to a GET, with a trace id. */
  static Flow http(String url, int code) {
    L7.Http message = new L7.Http(code, "GET", url, "HTTP/1.1", List.of());
    L7 l7 = new L7(L7.Type.RESPONSE, 12_000_000, message);
    return message("HTTP/1.1 " + code + " 12ms (GET " + url + ")", l7, TRACE_ID);
  }

  static Flow dns(String name) {
    L7.Dns message =
        new L7.Dns(name, List.of(), 0, List.of(), "proxy", 0, List.of("AAAA"), List.of());
    return message("DNS Query " + name + " AAAA", new L7(L7.Type.REQUEST, 0, message), "");
  }

  private static Flow message(String summary, L7 l7, String traceId) {
    return new Flow.Builder()
        .event(FlowType.L7, EventType.L7, 0)
        .summary(summary)
        .extras(new FlowExtras(null, null, l7, null, traceId, 0, 0))
        .build();
  }
}
