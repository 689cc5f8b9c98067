package io.sextant.decode;

import java.util.List;
import java.util.function.Function;

/**
 * A field of a notification, by its C struct.
 *
 * @param text what the field means, given the view of the whole struct
 */
record StructField<N extends Notification>(int length, String name, Function<N, String> text) {

  private static final int COMMON_LENGTH = 8;

  /** Fields of all notifications with the common header. */
  static <N extends Notification> List<StructField<N>> common(
      String typeName, Function<N, String> subType) {
    return List.of(
        field(1, "type", n -> n.type() + " " + typeName),
        field(1, "subtype", n -> n.subType() + " " + subType.apply(n)),
        field(2, "source", n -> "endpoint " + n.u16(2)),
        field(4, "hash", n -> "0x" + Integer.toHexString(n.i32(4))));
  }

  /** Fields of all notifications with a packet. */
  static <N extends Notification> List<StructField<N>> capture() {
    return List.of(
        field(4, "len_orig", n -> Integer.toUnsignedString(n.i32(COMMON_LENGTH))),
        field(2, "len_cap", n -> Integer.toString(n.u16(12))),
        field(1, "version", n -> Integer.toString(n.u8(14))),
        field(1, "ext_version", n -> Integer.toString(n.u8(15))));
  }

  static <N extends Notification> StructField<N> field(
      int length, String name, Function<N, String> text) {
    return new StructField<>(length, name, text);
  }

  static <N extends Notification> StructField<N> padding(int length) {
    return new StructField<>(length, "padding", n -> "");
  }
}
