package io.sextant.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sextant.manifest.ClusterObject.PolicyObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The policies of the truth tables, as their users wrote them. */
class PolicyVectorsTest {
  private static final Path CASES =
      Path.of(System.getProperty("vectors.policy", "src/test/resources/vectors/policy"))
          .resolve("cases.jsonl");

  @Test
  void policies_ofAllCasesAreRead() throws IOException {
    assumeTrue(Files.exists(CASES), "no truth tables in " + CASES);
    List<String> refused = new ArrayList<>();
    int read = 0;
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(CASES)) {
      JsonNode truth = mapper.readTree(line);
      for (JsonNode step : truth.get("steps")) {
        for (JsonNode policy : step.get("policies")) {
          Manifests manifests =
              Manifests.read(
                  truth.get("name").asString(),
                  mapper.writeValueAsString(policy).getBytes(StandardCharsets.UTF_8));
          manifests.errors().forEach(error -> refused.add(error.toString()));
          assertThat(manifests.items().size() + manifests.errors().size()).isPositive();
          for (Manifests.Item item : manifests.items()) {
            assertThat(item.object()).isInstanceOf(PolicyObject.class);
            read++;
          }
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(read).isGreaterThan(300);
  }
}
