package io.sextant.datapath.sys;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Maps on the real kernel, none of them pinned. */
@Tag("kernel")
class BpfMapTest {
  @Test
  void of_descriptorOfNoMap_isClosed() throws Exception {
    Fd fd = Fd.open("/dev/null", Fd.O_RDONLY);
    assertThatThrownBy(() -> BpfMap.of(fd)).isInstanceOf(SystemCallException.class);
    assertThatThrownBy(fd::number).hasMessage("the descriptor is closed");
  }
}
