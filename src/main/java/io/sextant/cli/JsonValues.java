package io.sextant.cli;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/** Values in JSON. */
final class JsonValues {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonValues() {}

  static void string(StringBuilder out, String text) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || (c >= 0x7f && Escape.steers(c))) {
        out.append(text, from, i);
        escape(out, c);
        from = i + 1;
      }
    }
    out.append(text, from, text.length()).append('"');
  }

  static void number(StringBuilder out, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.append('"').append(number).append('"');
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  static void bytes(StringBuilder out, byte[] bytes) {
    out.append('"').append(Base64.getEncoder().encodeToString(bytes)).append('"');
  }

  /** Of RFC 3339 in UTC. */
  static void timestamp(StringBuilder out, long second, int nanos) {
    LocalDateTime t = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    out.append('"');
    digits(out, t.getYear(), 1000);
    digits(out.append('-'), t.getMonthValue(), 10);
    digits(out.append('-'), t.getDayOfMonth(), 10);
    digits(out.append('T'), t.getHour(), 10);
    digits(out.append(':'), t.getMinute(), 10);
    digits(out.append(':'), t.getSecond(), 10);
    fraction(out, nanos);
    out.append("Z\"");
  }

  /** None, or 3, 6 or 9 places. */
  private static void fraction(StringBuilder out, int nanos) {
    if (nanos == 0) {
      return;
    }
    out.append('.');
    if (nanos % 1_000_000 == 0) {
      digits(out, nanos / 1_000_000, 100);
    } else if (nanos % 1_000 == 0) {
      digits(out, nanos / 1_000, 100_000);
    } else {
      digits(out, nanos, 100_000_000);
    }
  }

  private static void digits(StringBuilder out, int number, int highest) {
    for (int unit = highest; unit > 0; unit /= 10) {
      out.append((char) ('0' + number / unit % 10));
    }
  }

  private static void escape(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX[(c >> shift) & 0xf]);
        }
      }
    }
  }
}
