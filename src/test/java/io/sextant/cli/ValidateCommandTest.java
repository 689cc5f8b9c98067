package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ValidateCommandTest {
  private static final String CART =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: cart, namespace: shop}
      spec:
        podSelector: {matchLabels: {app: cart}}
        ingress:
        - from: [{podSelector: {matchLabels: {app: frontend}}}]
          ports: [{port: 7070}]
      """;

  private static final String WRONG =
      CART.replace("name: cart", "name: basket").replace("from:", "form:");

  @TempDir private Path folder;

  @Test
  void goodManifests_areSummedUpInALineEach() throws IOException {
    Path file = Files.writeString(folder.resolve("cart.yaml"), CART);
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("policy", "validate", file.toString())).isZero();
    assertThat(terminal.out())
        .isEqualTo(
            file
                + """

                  good   NetworkPolicy/shop/cart: for app=cart, ingress allow by 1 rule and nothing else, egress as it is
                1 object good, 0 errors in 1 file
                """);
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void mistakes_areShownInTheirLine() {
    TestTerminal terminal = new TestTerminal().typed(CART + "---\n" + WRONG);
    assertThat(terminal.run("policy", "validate", "-")).isEqualTo(1);
    assertThat(terminal.out())
        .endsWith(
            """
              error  NetworkPolicy/shop/basket, line 16, column 5, spec.ingress[0].form: there is no \
            field "form"; did you mean from?
                16 |   - form: [{podSelector: {matchLabels: {app: frontend}}}]
                   |     ^
            1 object good, 1 error in 1 file
            """);
  }

  @Test
  void folders_areReadAsAServerWould() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), CART);
    Files.writeString(folder.resolve("b.json"), "{\"kind\": 1}");
    Files.writeString(folder.resolve("c.yml"), CART);
    Files.writeString(folder.resolve("notes.txt"), "{");
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("policy", "validate", folder.toString())).isEqualTo(1);
    assertThat(terminal.out())
        .containsSubsequence(
            "a.yaml",
            "good",
            "b.json",
            "line 1, column 10, kind: the number 1 stands for a text",
            "c.yml",
            "NetworkPolicy/shop/cart is already in " + folder.resolve("a.yaml"),
            "1 object good, 2 errors in 3 files");
  }

  @Test
  void json_isForPrograms() throws IOException {
    TestTerminal terminal = new TestTerminal().typed(CART + "---\n" + WRONG);
    assertThat(terminal.run("policy", "validate", "-", "-o", "json")).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(terminal.out());
    assertThat(report.get("valid").asBoolean()).isFalse();
    JsonNode file = report.get("files").get(0);
    assertThat(file.get("objects").get(0).get("name").asString()).isEqualTo("cart");
    JsonNode error = file.get("errors").get(0);
    assertThat(error.get("name").asString()).isEqualTo("basket");
    assertThat(error.get("document").asInt()).isEqualTo(2);
    assertThat(error.get("line").asInt()).isEqualTo(16);
    assertThat(error.get("column").asInt()).isEqualTo(5);
    assertThat(error.get("path").asString()).isEqualTo("spec.ingress[0].form");
  }

  @Test
  void screens_getColours() {
    TestTerminal terminal = TestTerminal.watched().typed(CART + "---\n" + WRONG);
    terminal.run("policy", "validate", "-");
    assertThat(terminal.out())
        .contains("\u001b[32mgood\u001b[0m", "\u001b[31merror\u001b[0m", "\u001b[31m^\u001b[0m");
  }

  @Test
  void text_cannotSteerTheTerminal() {
    TestTerminal terminal = new TestTerminal().typed("kind: \"\\e[31mred\"\nx: \u001b]0;a\u0007");
    assertThat(terminal.run("policy", "validate", "-")).isEqualTo(1);
    assertThat(terminal.out()).doesNotContain("\u001b", "\u0007");
  }

  @Test
  void filesThatAreNotThere_areNamed() throws IOException {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("policy", "validate", "none.yaml")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("sextant: none.yaml: there is no such file\n");
    TestTerminal empty = new TestTerminal();
    assertThat(empty.run("policy", "validate", folder.toString())).isEqualTo(1);
    assertThat(empty.err()).contains("there is no *.yaml, *.yml or *.json in it");
    assertThat(new TestTerminal().run("policy", "validate")).isEqualTo(1);
  }
}
