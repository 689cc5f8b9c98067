package io.sextant.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layouts of both sides, held against the object that is in the jar. */
class LayoutsTest {
  private static final TestBtf BTF = new TestBtf(DatapathObject.bytes());

  static Stream<StructLayout> layouts() {
    return Layouts.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void layout_isTheObjects(StructLayout layout) {
    TestBtf.Struct struct = BTF.struct(layout.name().orElseThrow());
    assertThat(layout.byteSize()).isEqualTo(struct.size());
    Map<String, Integer> offsets = new LinkedHashMap<>();
    for (MemoryLayout member : layout.memberLayouts()) {
      String name = member.name().orElseThrow();
      offsets.put(name, (int) Layouts.offset(layout, name) * 8);
    }
    assertThat(offsets).isEqualTo(struct.bitOffsets());
  }

  @Test
  void dropNotify_isCiliums() {
    TestBtf.Struct struct = BTF.struct("drop_notify");
    assertThat(struct.size()).isEqualTo(48);
    assertOffsets(
        struct,
        Map.of(
            "src_label",
            16,
            "dst_label",
            20,
            "dst_id",
            24,
            "line",
            28,
            "file",
            30,
            "ext_error",
            31,
            "ifindex",
            32,
            "flags",
            36,
            "ip_trace_id",
            40));
  }

  @Test
  void traceNotify_isCiliums() {
    TestBtf.Struct struct = BTF.struct("trace_notify");
    assertThat(struct.size()).isEqualTo(56);
    assertOffsets(
        struct,
        Map.of(
            "src_label",
            16,
            "dst_label",
            20,
            "dst_id",
            24,
            "reason",
            26,
            "flags",
            27,
            "ifindex",
            28,
            "orig_ip",
            32,
            "ip_trace_id",
            48));
  }

  @Test
  void policyVerdictNotify_isCiliums() {
    TestBtf.Struct struct = BTF.struct("policy_verdict_notify");
    assertThat(struct.size()).isEqualTo(40);
    assertOffsets(
        struct,
        Map.of(
            "remote_label",
            16,
            "verdict",
            20,
            "dst_port",
            24,
            "proto",
            26,
            "auth_type",
            28,
            "cookie",
            32,
            "revision",
            36));
    assertThat(struct.bitOffsets())
        .containsEntry("dir", 27 * 8)
        .containsEntry("ipv6", 27 * 8 + 2)
        .containsEntry("match_type", 27 * 8 + 3)
        .containsEntry("audited", 27 * 8 + 6)
        .containsEntry("l3", 27 * 8 + 7);
  }

  @Test
  void captureHeader_isCiliums() {
    TestBtf.Struct struct = BTF.struct("capture_header");
    assertThat(struct.size()).isEqualTo(16);
    assertOffsets(
        struct,
        Map.of(
            "type",
            0,
            "subtype",
            1,
            "source",
            2,
            "hash",
            4,
            "len_orig",
            8,
            "len_cap",
            12,
            "version",
            14,
            "ext_version",
            15));
  }

  private static void assertOffsets(TestBtf.Struct struct, Map<String, Integer> offsets) {
    offsets.forEach((name, offset) -> assertThat(struct.offset(name)).as(name).isEqualTo(offset));
  }
}
