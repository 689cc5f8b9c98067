package io.sextant.datapath.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
  @Test
  void missing_none_namesAll() {
    assertThat(Capabilities.missing(List.of("Name:\tjava", "CapEff:\t0000000000000000")))
        .containsExactly("CAP_NET_ADMIN", "CAP_BPF", "CAP_PERFMON");
  }

  @Test
  void missing_bpfAndNetAdmin_namesPerfmon() {
    assertThat(Capabilities.missing(List.of("CapEff:\t0000008000001000")))
        .containsExactly("CAP_PERFMON");
  }

  @Test
  void missing_rootOrSysAdmin_namesNothing() {
    assertThat(Capabilities.missing(List.of("CapEff:\t000001ffffffffff"))).isEmpty();
    assertThat(Capabilities.missing(List.of("CapEff:\t0000000000201000"))).isEmpty();
  }

  @Test
  void possibleCpus_lists_giveHighestPlusOne() {
    assertThat(PossibleCpus.parse("0")).isEqualTo(1);
    assertThat(PossibleCpus.parse("0-3")).isEqualTo(4);
    assertThat(PossibleCpus.parse("0-3,8-11")).isEqualTo(12);
    assertThat(PossibleCpus.parse("0,5")).isEqualTo(6);
  }
}
