package io.sextant.cli;

import static io.sextant.cli.PrintedFlows.event;
import static io.sextant.cli.PrintedFlows.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.flow.AuthType;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdict, policies and authentication as the lines say them. */
class FlowTextTest {
  @ParameterizedTest
  @CsvSource({
    "FORWARDED, 4, 32, FORWARDED",
    "REDIRECTED, 4, 32, REDIRECTED",
    "FORWARDED, 5, 32, ALLOWED",
    "REDIRECTED, 5, 32, ALLOWED",
    "DROPPED, 1, 31, DROPPED",
    "ERROR, 4, 31, ERROR",
    "DROPPED, 5, 31, DENIED",
    "ERROR, 5, 31, DENIED",
    "AUDIT, 4, 33, AUDIT",
    "AUDIT, 5, 33, AUDITED",
    "TRACED, 7, 33, TRACED",
    "TRANSLATED, 7, 33, TRANSLATED"
  })
  void verdicts_haveTheColorsOfHubble(Verdict verdict, int type, int color, String word) {
    Flow flow = Flow.newBuilder().setVerdict(verdict).setEventType(event(type, 0)).build();
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.COLORS, true).verdict(text, flow, false);
    assertThat(text).hasToString("\u001b[" + color + "m" + word + "\u001b[0m");
  }

  @Test
  void authentication_isRedWhenItAlwaysFails() {
    assertThat(summary(AuthType.SPIRE)).isEqualTo("x; Auth: \u001b[32mSPIRE\u001b[0m");
    assertThat(summary(AuthType.TEST_ALWAYS_FAIL))
        .isEqualTo("x; Auth: \u001b[31mTEST_ALWAYS_FAIL\u001b[0m");
  }

  private static String summary(AuthType auth) {
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.COLORS, true)
        .summary(text, Flow.newBuilder().setSummary("x").setAuthType(auth).build());
    return text.toString();
  }

  @Test
  void policies_areThoseOfTheDirectionAndTheVerdict() {
    Flow.Builder flow =
        Flow.newBuilder()
            .setEventType(event(5, 0))
            .addIngressAllowedBy(policy("ia", "K"))
            .addIngressDeniedBy(policy("id", "K"))
            .addEgressAllowedBy(policy("ea", "K"))
            .addEgressDeniedBy(policy("ed", "K"));
    assertThat(verdict(flow, Verdict.REDIRECTED, TrafficDirection.INGRESS))
        .isEqualTo("ALLOWED BY ia (K)");
    assertThat(verdict(flow, Verdict.DROPPED, TrafficDirection.INGRESS))
        .isEqualTo("DENIED BY id (K)");
    assertThat(verdict(flow, Verdict.FORWARDED, TrafficDirection.EGRESS))
        .isEqualTo("ALLOWED BY ea (K)");
    assertThat(verdict(flow, Verdict.ERROR, TrafficDirection.EGRESS)).isEqualTo("DENIED BY ed (K)");
    assertThat(verdict(flow.setEventType(event(1, 0)), Verdict.DROPPED, TrafficDirection.EGRESS))
        .isEqualTo("DROPPED");
  }

  private static String verdict(Flow.Builder flow, Verdict verdict, TrafficDirection direction) {
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.PLAIN, true)
        .verdict(text, flow.setVerdict(verdict).setTrafficDirection(direction).build(), true);
    return text.toString();
  }
}
