package io.sextant.cni;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a runtime reads out of answers. */
final class TestAnswers {
  private TestAnswers() {}

  static JsonNode json(CniAnswer answer) {
    assertThat(answer.exitCode()).as(answer.text()).isZero();
    return JsonMapper.shared().readTree(answer.text());
  }

  static JsonNode failure(CniAnswer answer) {
    assertThat(answer.exitCode()).as(answer.text()).isNotZero();
    return JsonMapper.shared().readTree(answer.text());
  }

  static String address(JsonNode result, int family) {
    return result.path("ips").get(family).path("address").asString().split("/", 2)[0];
  }
}
