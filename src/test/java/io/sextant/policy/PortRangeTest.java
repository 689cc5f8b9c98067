package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.L4Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortRangeTest {
  private static final long SEED = 20_261_124;

  @Test
  void blocks_ofAnyRange_coverItExactlyOnce() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      int a = random.nextInt(0x10000);
      int b = round % 3 == 0 ? a : random.nextInt(0x10000);
      int[] covered = new int[0x10000];
      List<PortRange.Block> blocks = range(Math.min(a, b), Math.max(a, b)).blocks();
      for (PortRange.Block block : blocks) {
        int size = 1 << (16 - block.prefixLength());
        assertThat(block.port() % size).isZero();
        for (int port = block.port(); port < block.port() + size; port++) {
          covered[port]++;
        }
      }
      for (int port = 0; port < 0x10000; port++) {
        boolean inside = port >= Math.min(a, b) && port <= Math.max(a, b);
        if (covered[port] != (inside ? 1 : 0)) {
          throw new AssertionError("seed " + SEED + ", range " + a + " " + b + ", port " + port);
        }
      }
      assertThat(blocks).hasSizeLessThanOrEqualTo(30);
    }
  }

  @Test
  void blocks_ofTheWidestRanges_areFew() {
    assertThat(range(0, 0xffff).blocks()).containsExactly(new PortRange.Block(0, 0));
    assertThat(range(1, 0xfffe).blocks()).hasSize(30);
    assertThat(range(9000, 9007).blocks()).containsExactly(new PortRange.Block(9000, 13));
  }

  @Test
  void constructor_portWithoutProtocol_isRefused() {
    assertThatThrownBy(() -> new PortRange(L4Protocol.NONE, 80, 80))
        .hasMessage("ports 80 to 80 need a protocol");
  }

  @Test
  void constructor_whatTheProtocolHasNot_isRefused() {
    assertThatThrownBy(() -> new PortRange(L4Protocol.VRRP, 0, 0))
        .hasMessage("VRRP has no ports: only all of it can be named");
    assertThatThrownBy(() -> new PortRange(L4Protocol.ICMPv6, 128, 300))
        .hasMessage("ICMPv6 types 128 to 300: from 0 up to 255 is possible");
    assertThat(PortRange.all(L4Protocol.VRRP).blocks()).hasSize(1);
  }

  private static PortRange range(int first, int last) {
    return new PortRange(L4Protocol.TCP, first, last);
  }
}
