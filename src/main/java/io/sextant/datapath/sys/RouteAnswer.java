package io.sextant.datapath.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One message of rtnetlink's answer: the fixed struct of its type, then attributes. Attributes that
 * claim more than there is end the list.
 */
final class RouteAnswer {
  private static final int ATTRIBUTE_HEADER = 4;

  /** Flags of nesting and byte order in the type of an attribute. */
  private static final int TYPE_MASK = 0x3fff;

  private final byte[] fixed;
  private final Map<Integer, byte[]> attributes;

  RouteAnswer(byte[] payload, int fixedLength) {
    this.fixed = java.util.Arrays.copyOf(payload, fixedLength);
    this.attributes = attributes(payload, fixedLength);
  }

  int u8(int offset) {
    return fixed[offset] & 0xff;
  }

  int u32(int offset) {
    return numberAt(fixed, offset);
  }

  boolean has(int type) {
    return attributes.containsKey(type);
  }

  byte[] bytes(int type) {
    return attributes.getOrDefault(type, new byte[0]);
  }

  /** Of four bytes; otherwise when it has not that many. */
  int number(int type, int otherwise) {
    byte[] value = bytes(type);
    return value.length >= Integer.BYTES ? numberAt(value, 0) : otherwise;
  }

  String text(int type) {
    return textOf(bytes(type));
  }

  /** A text that stands in an attribute inside of another. */
  String textIn(int outer, int type) {
    return textOf(attributes(bytes(outer), 0).getOrDefault(type, new byte[0]));
  }

  /** A number that stands in an attribute inside of another. */
  int numberIn(int outer, int type, int otherwise) {
    byte[] value = attributes(bytes(outer), 0).getOrDefault(type, new byte[0]);
    return value.length >= Integer.BYTES ? numberAt(value, 0) : otherwise;
  }

  private static String textOf(byte[] value) {
    int end = 0;
    while (end < value.length && value[end] != 0) {
      end++;
    }
    return new String(value, 0, end, StandardCharsets.UTF_8);
  }

  private static int numberAt(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(offset);
  }

  private static Map<Integer, byte[]> attributes(byte[] bytes, int start) {
    Map<Integer, byte[]> found = new HashMap<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int at = start;
    while (at + ATTRIBUTE_HEADER <= bytes.length) {
      int length = Short.toUnsignedInt(buffer.getShort(at));
      int type = buffer.getShort(at + 2) & TYPE_MASK;
      if (length < ATTRIBUTE_HEADER || at + length > bytes.length) {
        break;
      }
      found.put(type, java.util.Arrays.copyOfRange(bytes, at + ATTRIBUTE_HEADER, at + length));
      at += (length + 3) & ~3;
    }
    return found;
  }
}
