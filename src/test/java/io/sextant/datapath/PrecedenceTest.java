package io.sextant.datapath;

import static io.sextant.datapath.Direction.EGRESS;
import static io.sextant.datapath.Direction.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrecedenceTest {
  private static final RuleEntry ALLOW_80 = new RuleEntry(7, INGRESS, 6, 80, 16, false, 1);

  @Test
  void settle_nothingInCommon_keepsAll() {
    List<RuleEntry> entries =
        List.of(
            ALLOW_80,
            new RuleEntry(7, INGRESS, 6, 81, 16, true, 2),
            new RuleEntry(7, INGRESS, 17, 0, 0, true, 3),
            new RuleEntry(7, EGRESS, 6, 0, 0, true, 4),
            new RuleEntry(8, INGRESS, 6, 0, 0, true, 5));
    assertThat(Precedence.settle(entries)).containsExactlyInAnyOrderElementsOf(entries);
  }

  @Test
  void settle_allowInsideDeny_isLeftOut() {
    for (RuleEntry deny :
        List.of(
            new RuleEntry(7, INGRESS, 6, 80, 16, true, 2),
            new RuleEntry(7, INGRESS, 6, 80, 12, true, 2),
            new RuleEntry(7, INGRESS, 6, 0, 0, true, 2),
            new RuleEntry(7, INGRESS, 0, 0, 0, true, 2))) {
      assertThat(Precedence.settle(List.of(ALLOW_80, deny))).containsExactly(deny);
    }
  }

  @Test
  void settle_denyInsideAllow_keepsBoth() {
    RuleEntry wide = new RuleEntry(7, INGRESS, 6, 0, 0, false, 1);
    RuleEntry deny = new RuleEntry(7, INGRESS, 6, 80, 16, true, 2);
    assertThat(Precedence.settle(List.of(wide, deny))).containsExactlyInAnyOrder(wide, deny);
  }

  @Test
  void settle_sameKeyTwice_keepsTheFirst() {
    RuleEntry again = new RuleEntry(7, INGRESS, 6, 80, 16, false, 9);
    assertThat(Precedence.settle(List.of(ALLOW_80, again))).containsExactly(ALLOW_80);
  }
}
