package io.sextant.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.policy.Policy.Entity;
import io.sextant.policy.Policy.Everyone;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleSetLimitTest {
  private static final Identity POD = new Identity(256, List.of("k8s:app=a"), Traits.NONE);

  private final CompiledPolicy rules =
      new PolicyCompiler(List.of(policy("few", 1, 2), policy("many", 2, 9)), List.of(POD))
          .compile(POD);

  @Test
  void complaint_asManyAsFit_isNone() {
    assertThat(rules.entries()).hasSize(9);
    assertThat(new RuleSetLimit(9).complaint("x/a", rules)).isEmpty();
  }

  @Test
  void complaint_oneTooMany_namesEndpointAndPolicies() {
    assertThat(new RuleSetLimit(8).complaint("x/a", rules))
        .hasValue(
            "endpoint x/a: its policies make 9 entries, a rule set holds 8; most come from"
                + " NetworkPolicy many (8), NetworkPolicy few (2): name fewer peers or ports there");
  }

  private static Policy policy(String name, int firstPort, int lastPort) {
    Ports[] ports =
        IntStream.rangeClosed(firstPort, lastPort).mapToObj(PortRange::tcp).toArray(Ports[]::new);
    return new Policy(
        "NetworkPolicy",
        "",
        name,
        List.of(),
        LabelSelector.ALL,
        Section.only(Rule.allow(new Everyone(Entity.ALL), ports)),
        Section.ABSENT);
  }
}
