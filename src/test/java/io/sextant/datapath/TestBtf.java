package io.sextant.datapath;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the structures of a compiled object from the type information that it carries. */
final class TestBtf {
  private static final int KIND_INT = 1;
  private static final int KIND_ARRAY = 3;
  private static final int KIND_STRUCT = 4;
  private static final int KIND_UNION = 5;
  private static final int KIND_ENUM = 6;
  private static final int KIND_FUNC_PROTO = 13;
  private static final int KIND_VAR = 14;
  private static final int KIND_DATASEC = 15;
  private static final int KIND_DECL_TAG = 17;
  private static final int KIND_ENUM64 = 19;

  private final ByteBuffer section;
  private final int strings;
  private final Map<String, Struct> structs = new HashMap<>();

  /** Members by name with their offset in bits, in order. */
  record Struct(int size, Map<String, Integer> bitOffsets) {
    int offset(String member) {
      Integer bits = bitOffsets.get(member);
      if (bits == null) {
        throw new IllegalArgumentException("no member " + member + " in " + bitOffsets.keySet());
      }
      return bits / 8;
    }
  }

  TestBtf(byte[] elf) {
    section = section(ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN), ".BTF");
    int header = section.getInt(4);
    int types = header + section.getInt(8);
    strings = header + section.getInt(16);
    int end = types + section.getInt(12);
    for (int at = types; at < end; ) {
      at = read(at);
    }
  }

  Struct struct(String name) {
    Struct struct = structs.get(name);
    if (struct == null) {
      throw new IllegalArgumentException("no struct " + name + " in " + structs.keySet());
    }
    return struct;
  }

  private int read(int at) {
    int info = section.getInt(at + 4);
    int kind = info >> 24 & 0x1f;
    int count = info & 0xffff;
    boolean bitfields = info < 0;
    if (kind == KIND_STRUCT) {
      Map<String, Integer> members = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        int member = at + 12 + i * 12;
        int offset = section.getInt(member + 8);
        members.put(string(section.getInt(member)), bitfields ? offset & 0xffffff : offset);
      }
      structs.put(string(section.getInt(at)), new Struct(section.getInt(at + 8), members));
    }
    return at + 12 + extra(kind, count);
  }

  private static int extra(int kind, int count) {
    return switch (kind) {
      case KIND_INT, KIND_VAR, KIND_DECL_TAG -> 4;
      case KIND_ARRAY -> 12;
      case KIND_STRUCT, KIND_UNION, KIND_DATASEC, KIND_ENUM64 -> 12 * count;
      case KIND_ENUM, KIND_FUNC_PROTO -> 8 * count;
      default -> 0;
    };
  }

  private String string(int offset) {
    return text(section, strings + offset);
  }

  private static ByteBuffer section(ByteBuffer elf, String name) {
    long table = elf.getLong(40);
    int entry = Short.toUnsignedInt(elf.getShort(58));
    int count = Short.toUnsignedInt(elf.getShort(60));
    int names = (int) table + entry * Short.toUnsignedInt(elf.getShort(62));
    for (int i = 0; i < count; i++) {
      int header = (int) table + entry * i;
      if (text(elf, (int) elf.getLong(names + 24) + elf.getInt(header)).equals(name)) {
        return elf.slice((int) elf.getLong(header + 24), (int) elf.getLong(header + 32))
            .order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw new IllegalArgumentException("no section " + name);
  }

  private static String text(ByteBuffer buffer, int at) {
    int end = at;
    while (buffer.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    buffer.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
