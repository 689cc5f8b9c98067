package io.sextant.cli;

import com.google.protobuf.Message;
import io.sextant.cli.MessageShape.Field;
import java.util.Arrays;

/**
 * Messages as JSON on one line by the rules of Hubble's tools: the fields' own names in the order
 * of their declaration, nothing that is not set, numbers of 64 bits as texts. Made from the bytes
 * of the message: the library's printer asks each object for each of its fields, which takes ten
 * times as long, and knows only the order of the numbers. Belongs to one thread.
 */
final class JsonText {
  private static final int DEEPEST = 16;

  private final StringBuilder out;
  private final int[][] starts = new int[DEEPEST][];
  private WireBytes in = new WireBytes(new byte[0]);

  JsonText(StringBuilder out) {
    this.out = out;
  }

  /** Appends it to what is there. */
  void append(Message message) {
    in = new WireBytes(message.toByteArray());
    object(MessageShape.of(message.getDescriptorForType()), in.end(), 0);
  }

  /** Two passes: the bytes are in the order of numbers, the members are not. */
  private void object(MessageShape shape, int end, int depth) {
    int[] start = starts(depth, shape.fields().length);
    while (in.position() < end) {
      int tag = in.tag();
      int index = shape.index(tag >>> 3);
      if (index >= 0 && start[index] == 0) {
        start[index] = in.position();
      }
      in.skip(tag);
    }
    out.append('{');
    boolean more = false;
    for (int i = 0; i < shape.fields().length; i++) {
      if (start[i] != 0) {
        if (more) {
          out.append(',');
        }
        more = true;
        in.moveTo(start[i]);
        member(shape.fields()[i], end, depth);
      }
    }
    out.append('}');
    in.moveTo(end);
  }

  private int[] starts(int depth, int length) {
    int[] start = starts[depth];
    if (start == null || start.length < length) {
      start = new int[Math.max(length, 48)];
      starts[depth] = start;
    }
    Arrays.fill(start, 0, length, 0);
    return start;
  }

  private void member(Field field, int end, int depth) {
    out.append(field.opening());
    if (!field.repeated()) {
      value(field, depth);
      return;
    }
    out.append('[');
    if (field.packed()) {
      int last = in.length();
      while (in.position() < last) {
        value(field, depth);
        out.append(in.position() < last ? "," : "");
      }
    } else {
      value(field, depth);
      // All of one field stand together.
      while (in.position() < end && in.tag() >>> 3 == field.number()) {
        out.append(',');
        value(field, depth);
      }
    }
    out.append(']');
  }

  private void value(Field field, int depth) {
    switch (field.kind()) {
      case BOOL -> out.append(in.varint() != 0);
      case INT32 -> out.append((int) in.varint());
      case UINT32 -> out.append(in.varint() & 0xffff_ffffL);
      case INT64 -> out.append('"').append(in.varint()).append('"');
      case UINT64 -> out.append('"').append(Long.toUnsignedString(in.varint())).append('"');
      case DOUBLE -> JsonValues.number(out, Double.longBitsToDouble(in.fixed64()));
      case FLOAT -> JsonValues.number(out, Float.intBitsToFloat(in.fixed32()));
      case ENUM -> constant(field, (int) in.varint());
      case STRING -> string();
      case BYTES -> JsonValues.bytes(out, in.bytes());
      case TIMESTAMP -> timestamp();
      case WRAPPER -> wrapped(field, depth);
      case FIELD_MASK -> mask();
      case MESSAGE -> {
        int end = in.length();
        object(field.shape(), end, depth + 1);
      }
    }
  }

  private void constant(Field field, int number) {
    String name = field.constants().get(number);
    if (name == null) {
      out.append(number);
    } else {
      out.append('"').append(name).append('"');
    }
  }

  /** Plain text goes over byte by byte. */
  private void string() {
    int end = in.length();
    int from = in.position();
    int length = out.length();
    out.append('"');
    if (in.appendPlain(out, end)) {
      out.append('"');
    } else {
      out.setLength(length);
      in.moveTo(from);
      JsonValues.string(out, in.text(end));
    }
  }

  private void timestamp() {
    int end = in.length();
    long seconds = 0;
    int nanos = 0;
    while (in.position() < end) {
      if (in.tag() >>> 3 == 1) {
        seconds = in.varint();
      } else {
        nanos = (int) in.varint();
      }
    }
    JsonValues.timestamp(out, seconds, nanos);
  }

  /** The one member that it has, also where it is zero and thus not in the bytes. */
  private void wrapped(Field field, int depth) {
    int end = in.length();
    Field inner = field.shape().fields()[0];
    if (in.position() < end) {
      in.tag();
      value(inner, depth);
      return;
    }
    out.append(
        switch (inner.kind()) {
          case BOOL -> "false";
          case INT64, UINT64 -> "\"0\"";
          case STRING, BYTES -> "\"\"";
          default -> "0";
        });
  }

  private void mask() {
    int end = in.length();
    StringBuilder paths = new StringBuilder();
    while (in.position() < end) {
      in.tag();
      int last = in.length();
      paths.append(paths.isEmpty() ? "" : ",").append(in.text(last));
    }
    JsonValues.string(out, paths.toString());
  }
}
