package io.sextant.enrich;

/**
 * The {@code traceparent} header of W3C Trace Context: {@code version-trace-parent-flags}, in lower
 * case hex.
 */
final class TraceParent {
  private static final int VERSION_END = 2;
  private static final int TRACE_END = 35;
  private static final int PARENT_END = 52;
  private static final int LENGTH = 55;
  private static final int MAX_FLAGS_OF_VERSION_0 = 2;

  private TraceParent() {}

  /** The trace id, or empty when the header is not valid. */
  static String traceId(String header) {
    if (header.length() < LENGTH || !hasParts(header)) {
      return "";
    }
    boolean version0 = header.startsWith("00");
    boolean longer = header.length() > LENGTH;
    if (header.startsWith("ff") || (longer && (version0 || header.charAt(LENGTH) != '-'))) {
      return "";
    }
    int flags = Integer.parseInt(header, PARENT_END + 1, LENGTH, 16);
    if (version0 && flags > MAX_FLAGS_OF_VERSION_0) {
      return "";
    }
    boolean zero =
        isZero(header, VERSION_END + 1, TRACE_END) || isZero(header, TRACE_END + 1, PARENT_END);
    return zero ? "" : header.substring(VERSION_END + 1, TRACE_END);
  }

  private static boolean hasParts(String header) {
    for (int i = 0; i < LENGTH; i++) {
      boolean dash = i == VERSION_END || i == TRACE_END || i == PARENT_END;
      char c = header.charAt(i);
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String header, int from, int to) {
    for (int i = from; i < to; i++) {
      if (header.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }
}
