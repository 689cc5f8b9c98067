package io.sextant.decode;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A sample field by field: what stands at which offset, and what it means. Every byte is part of
 * exactly one field. For people and tests; not made for speed.
 *
 * @param parts the notification, then the headers of the packet, then what is left
 * @param outcome what decoding makes of the sample, in one line
 */
public record Explanation(List<Part> parts, String outcome) {
  private static final int BYTES_PER_LINE = 8;

  /** A struct or header. */
  public record Part(String title, List<Field> fields) {
    public Part {
      fields = List.copyOf(fields);
    }
  }

  /**
   * Some bytes of the sample.
   *
   * @param offset from the start of the sample
   * @param length in bytes, at least 1
   */
  public record Field(int offset, int length, String name, String value) {}

  public Explanation {
    parts = List.copyOf(parts);
  }

  /** Explains a whole sample; never throws, whatever the bytes are. */
  public static Explanation of(byte[] sample) {
    return new Explainer(sample).explain();
  }

  /** One line per field: offset, bytes in hex, name, value. */
  public List<String> lines(byte[] sample) {
    int width =
        parts.stream()
            .flatMap(part -> part.fields().stream())
            .mapToInt(field -> field.name().length())
            .max()
            .orElse(0);
    List<String> lines = new ArrayList<>();
    for (Part part : parts) {
      lines.add(part.title());
      for (Field field : part.fields()) {
        lines.add(line(sample, field, width));
      }
    }
    lines.add(outcome);
    return lines;
  }

  private static String line(byte[] sample, Field field, int width) {
    int shown = Math.min(field.length(), BYTES_PER_LINE);
    String hex = HexFormat.of().formatHex(sample, field.offset(), field.offset() + shown);
    return String.format(
            "  %4d  %-18s %-" + Math.max(1, width) + "s  %s",
            field.offset(),
            shown < field.length() ? hex + ".." : hex,
            field.name(),
            field.value())
        .stripTrailing();
  }
}
