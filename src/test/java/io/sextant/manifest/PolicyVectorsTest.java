package io.sextant.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.manifest.ClusterObject.PolicyObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The policies of the truth tables, as their users wrote them. */
class PolicyVectorsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("vectors.policy", "src/test/resources/vectors/policy"));

  @Test
  void policies_ofAllCasesAreRead() throws IOException {
    List<String> refused = new ArrayList<>();
    int read = 0;
    ObjectMapper mapper = new ObjectMapper();
    for (String line : cases()) {
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

  private static List<String> cases() throws IOException {
    Path plain = FOLDER.resolve("cases.jsonl");
    if (Files.exists(plain)) {
      return Files.readAllLines(plain);
    }
    try (InputStream packed =
        new GZIPInputStream(Files.newInputStream(FOLDER.resolve("cases.jsonl.gz")))) {
      return new String(packed.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
