package io.sextant.datapath;

import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/** The structures of {@code src/main/bpf/maps.h}, by the same names; a test holds both together. */
final class Layouts {
  private static final ValueLayout.OfShort BE_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  static final StructLayout ENDPOINT =
      structLayout(
              JAVA_INT.withName("identity"),
              JAVA_INT.withName("rule_set"),
              JAVA_INT.withName("revision"),
              JAVA_SHORT.withName("id"),
              JAVA_SHORT.withName("flags"),
              JAVA_INT.withName("former"))
          .withName("endpoint");

  static final StructLayout ADDRESS_KEY =
      structLayout(
              JAVA_INT.withName("prefixlen"),
              JAVA_BYTE.withName("family"),
              bytes("pad", 3),
              bytes("address", 16))
          .withName("address_key");

  static final StructLayout RULE_KEY =
      structLayout(
              JAVA_INT.withName("prefixlen"),
              JAVA_INT.withName("identity"),
              JAVA_BYTE.withName("direction"),
              JAVA_BYTE.withName("protocol"),
              BE_SHORT.withName("port"))
          .withName("rule_key");

  static final StructLayout RULE =
      structLayout(
              JAVA_INT.withName("cookie"),
              JAVA_BYTE.withName("deny"),
              JAVA_BYTE.withName("l4_prefix"),
              bytes("pad", 2))
          .withName("rule");

  static final StructLayout CONNECTION_KEY =
      structLayout(
              bytes("source", 16),
              bytes("destination", 16),
              BE_SHORT.withName("source_port"),
              BE_SHORT.withName("destination_port"),
              JAVA_INT.withName("ifindex"),
              JAVA_BYTE.withName("protocol"),
              JAVA_BYTE.withName("family"),
              JAVA_BYTE.withName("direction"),
              JAVA_BYTE.withName("icmp_type"))
          .withName("connection_key");

  static final StructLayout CONFIG =
      structLayout(
              JAVA_LONG.withName("interval"),
              JAVA_INT.withName("aggregation"),
              JAVA_INT.withName("tcp_flag_mask"),
              JAVA_INT.withName("capture"),
              JAVA_INT.withName("emit"),
              JAVA_INT.withName("next_rule_set"),
              JAVA_INT.withName("pad"))
          .withName("config");

  static final StructLayout TRAFFIC =
      structLayout(JAVA_LONG.withName("packets"), JAVA_LONG.withName("bytes")).withName("traffic");

  /** All of them, for the test against the object. */
  static final List<StructLayout> ALL =
      List.of(ENDPOINT, ADDRESS_KEY, RULE_KEY, RULE, CONNECTION_KEY, CONFIG, TRAFFIC);

  private Layouts() {}

  static VarHandle field(StructLayout struct, String name) {
    return struct.varHandle(PathElement.groupElement(name));
  }

  static long offset(StructLayout struct, String name) {
    return struct.byteOffset(PathElement.groupElement(name));
  }

  private static MemoryLayout bytes(String name, int count) {
    SequenceLayout sequence = sequenceLayout(count, JAVA_BYTE);
    return sequence.withName(name);
  }
}
