package io.sextant.cli;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages as JSON on one line by the rules of Hubble's tools: the fields' own names in the order
 * of their declaration, nothing that is not set, numbers of 64 bits as texts. The library's printer
 * knows only the order of the numbers, and takes several times as long.
 */
final class JsonText {
  private static final Map<Descriptor, Field[]> FIELDS = new ConcurrentHashMap<>();
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private record Field(FieldDescriptor descriptor, String opening, boolean repeated) {}

  private JsonText() {}

  static void append(StringBuilder out, Message message) {
    out.append('{');
    int start = out.length();
    for (Field field : fields(message.getDescriptorForType())) {
      boolean present =
          field.repeated
              ? message.getRepeatedFieldCount(field.descriptor) > 0
              : message.hasField(field.descriptor);
      if (present) {
        if (out.length() > start) {
          out.append(',');
        }
        out.append(field.opening);
        member(out, field, message.getField(field.descriptor));
      }
    }
    out.append('}');
  }

  private static Field[] fields(Descriptor type) {
    Field[] known = FIELDS.get(type);
    return known == null ? FIELDS.computeIfAbsent(type, JsonText::read) : known;
  }

  private static Field[] read(Descriptor type) {
    return type.getFields().stream()
        .map(field -> new Field(field, "\"" + field.getName() + "\":", field.isRepeated()))
        .toArray(Field[]::new);
  }

  private static void member(StringBuilder out, Field field, Object value) {
    if (!field.repeated) {
      value(out, field.descriptor, value);
      return;
    }
    char separator = '[';
    for (Object one : (List<?>) value) {
      out.append(separator);
      value(out, field.descriptor, one);
      separator = ',';
    }
    out.append(']');
  }

  private static void value(StringBuilder out, FieldDescriptor field, Object value) {
    switch (value) {
      case String text -> string(out, text);
      case Boolean yes -> out.append(yes.booleanValue());
      case Integer number -> integer(out, field, number);
      case Long number -> longText(out, field, number);
      case EnumValueDescriptor constant -> constant(out, constant);
      case Double number -> number(out, number);
      case Float number -> number(out, number.doubleValue());
      case ByteString bytes -> bytes(out, bytes);
      case Message message -> message(out, message);
      default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
    }
  }

  private static void message(StringBuilder out, Message message) {
    switch (message) {
      case Timestamp time -> timestamp(out, time);
      case BoolValue wrapper -> out.append(wrapper.getValue());
      case Int32Value wrapper -> out.append(wrapper.getValue());
      case UInt32Value wrapper -> out.append(Integer.toUnsignedLong(wrapper.getValue()));
      case FieldMask mask -> string(out, String.join(",", mask.getPathsList()));
      case Any any -> any(out, any);
      default -> append(out, message);
    }
  }

  private static void integer(StringBuilder out, FieldDescriptor field, int number) {
    switch (field.getType()) {
      case UINT32, FIXED32 -> out.append(Integer.toUnsignedLong(number));
      default -> out.append(number);
    }
  }

  private static void longText(StringBuilder out, FieldDescriptor field, long number) {
    out.append('"');
    switch (field.getType()) {
      case UINT64, FIXED64 -> out.append(Long.toUnsignedString(number));
      default -> out.append(number);
    }
    out.append('"');
  }

  private static void constant(StringBuilder out, EnumValueDescriptor constant) {
    // A number without a name got a name that no declaration has.
    if (constant.getIndex() < 0) {
      out.append(constant.getNumber());
    } else {
      out.append('"').append(constant.getName()).append('"');
    }
  }

  private static void number(StringBuilder out, double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.append('"').append(number).append('"');
    } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      out.append((long) number);
    } else {
      out.append(number);
    }
  }

  private static void timestamp(StringBuilder out, Timestamp time) {
    long second = time.getSeconds();
    LocalDateTime t = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    out.append('"');
    digits(out, t.getYear(), 1000);
    digits(out.append('-'), t.getMonthValue(), 10);
    digits(out.append('-'), t.getDayOfMonth(), 10);
    digits(out.append('T'), t.getHour(), 10);
    digits(out.append(':'), t.getMinute(), 10);
    digits(out.append(':'), t.getSecond(), 10);
    fraction(out, time.getNanos());
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

  private static void bytes(StringBuilder out, ByteString bytes) {
    out.append('"').append(Base64.getEncoder().encodeToString(bytes.toByteArray())).append('"');
  }

  /** What is inside cannot be known here, so it stays as it came. */
  private static void any(StringBuilder out, Any any) {
    out.append("{\"@type\":");
    string(out, any.getTypeUrl());
    out.append(",\"value\":");
    bytes(out, any.getValue());
    out.append('}');
  }

  static void string(StringBuilder out, String text) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == 0x7f || c == 0x2028 || c == 0x2029) {
        out.append(text, from, i);
        escape(out, c);
        from = i + 1;
      }
    }
    out.append(text, from, text.length()).append('"');
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
