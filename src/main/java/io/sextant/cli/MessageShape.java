package io.sextant.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the fields of a kind of message are called and how they are written, in declared order. */
final class MessageShape {
  private static final Map<Descriptor, MessageShape> KNOWN = new ConcurrentHashMap<>();
  private static final int MOST_INDEXED = 64;

  private final Field[] fields;
  private final int[] low = new int[MOST_INDEXED];
  private final Map<Integer, Integer> high = new HashMap<>();

  enum Kind {
    BOOL,
    INT32,
    UINT32,
    INT64,
    UINT64,
    DOUBLE,
    FLOAT,
    ENUM,
    STRING,
    BYTES,
    TIMESTAMP,
    WRAPPER,
    FIELD_MASK,
    MESSAGE
  }

  /** One field. */
  static final class Field {
    private final FieldDescriptor descriptor;
    private final Kind kind;
    private final String opening;
    private final boolean repeated;
    private final boolean packed;
    private final Map<Integer, String> constants = new HashMap<>();
    private @Nullable MessageShape shape;

    Field(FieldDescriptor descriptor) {
      this.descriptor = descriptor;
      this.kind = MessageShape.kind(descriptor);
      this.opening = '"' + descriptor.getName() + "\":";
      this.repeated = descriptor.isRepeated();
      this.packed = descriptor.isPacked();
      if (kind == Kind.ENUM) {
        for (EnumValueDescriptor value : descriptor.getEnumType().getValues()) {
          constants.putIfAbsent(value.getNumber(), value.getName());
        }
      }
    }

    int number() {
      return descriptor.getNumber();
    }

    Kind kind() {
      return kind;
    }

    /** Its name as the beginning of a member of a JSON object. */
    String opening() {
      return opening;
    }

    boolean repeated() {
      return repeated;
    }

    boolean packed() {
      return packed;
    }

    Map<Integer, String> constants() {
      return constants;
    }

    /** Of the message that it holds. */
    MessageShape shape() {
      MessageShape known = shape;
      if (known == null) {
        known = of(descriptor.getMessageType());
        shape = known;
      }
      return known;
    }
  }

  private MessageShape(Descriptor type) {
    List<FieldDescriptor> declared = type.getFields();
    fields = new Field[declared.size()];
    Arrays.fill(low, -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new Field(declared.get(i));
      int number = fields[i].number();
      if (number < MOST_INDEXED) {
        low[number] = i;
      } else {
        high.put(number, i);
      }
    }
  }

  static MessageShape of(Descriptor type) {
    MessageShape known = KNOWN.get(type);
    if (known == null) {
      known = new MessageShape(type);
      KNOWN.put(type, known);
    }
    return known;
  }

  Field[] fields() {
    return fields;
  }

  /** Where the field of a number stands, or -1 for none. */
  int index(int number) {
    return number < MOST_INDEXED ? low[number] : high.getOrDefault(number, -1);
  }

  private static Kind kind(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> Kind.BOOL;
      case INT32 -> Kind.INT32;
      case UINT32 -> Kind.UINT32;
      case INT64 -> Kind.INT64;
      case UINT64 -> Kind.UINT64;
      case DOUBLE -> Kind.DOUBLE;
      case FLOAT -> Kind.FLOAT;
      case ENUM -> Kind.ENUM;
      case STRING -> Kind.STRING;
      case BYTES -> Kind.BYTES;
      case MESSAGE -> message(field.getMessageType());
      case SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64, GROUP ->
          throw new IllegalArgumentException(field + " has a type that Hubble's API does not use");
    };
  }

  private static Kind message(Descriptor type) {
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> Kind.TIMESTAMP;
      case "google.protobuf.FieldMask" -> Kind.FIELD_MASK;
      case "google.protobuf.BoolValue",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.StringValue" ->
          Kind.WRAPPER;
      default -> Kind.MESSAGE;
    };
  }
}
