package io.sextant.manifest;

import static io.sextant.manifest.TestManifests.CART;
import static io.sextant.manifest.TestManifests.REVIEWS;
import static io.sextant.manifest.TestManifests.problems;
import static io.sextant.manifest.TestManifests.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  @Test
  void documents_standOrFallAlone() {
    String broken = "kind: [\n";
    Manifests manifests = read("# shop\n---\n" + CART + "---\n" + broken + "---\n" + REVIEWS);
    assertThat(names(manifests))
        .containsExactly("NetworkPolicy/shop/cart", "CiliumNetworkPolicy/shop/reviews");
    assertThat(manifests.errors()).hasSize(1);
    Location at = manifests.errors().getFirst().at();
    assertThat(at.document()).isEqualTo(2);
    assertThat(at.line()).isBetween(19, 21);
    assertThat(manifests.items().getLast().at()).isEqualTo(new Location("shop.yaml", 3, "", 21, 1));
  }

  @Test
  void lists_holdObjects() {
    Manifests manifests =
        read(
            """
            {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": [
            \t{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}},
            \t{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "Shop"}},
            \t{"apiVersion": "v2", "kind": "Node", "metadata": {"name": "n1", "labels":
            \t  {"a": "b\\/c"}}}
            ]}
            """);
    assertThat(names(manifests)).containsExactly("Namespace/shop");
    assertThat(manifests.errors())
        .extracting(ManifestError::toString)
        .containsExactly(
            "shop.yaml:3:65: document 1, items[1].metadata.name: \"Shop\" is not a name: up to 253"
                + " small letters, digits, - and . are possible, first and last a letter or digit",
            "shop.yaml:4:17: document 1, items[2].apiVersion: \"v2\" is none of v1; did you mean"
                + " v1?");
    assertThat(manifests.errors().getLast().object()).isEqualTo(new ObjectName("Node", "", "n1"));
  }

  @Test
  void kinds_thatNobodyReadsAreRefusedByName() {
    assertThat(problems("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}"))
        .singleElement()
        .asString()
        .startsWith("shop.yaml:2:7: document 1, kind: \"Deployment\" is not read; these are: Cil");
    assertThat(problems("apiVersion: v1\nkind: Pot\nmetadata: {name: a}").getFirst())
        .endsWith("did you mean Pod?");
    assertThat(problems("[]"))
        .containsExactly(
            "shop.yaml:1:1: document 1: a list stands for a mapping of names to values");
    assertThat(problems("a: b")).containsExactly("shop.yaml:1:1: document 1: kind is missing");
    assertThat(problems("kind: Pod\napiVersion: v1\nmetadata: {labels: {}}"))
        .containsExactly("shop.yaml:3:11: document 1, metadata: name is missing");
  }

  @Test
  void doubles_areRefusedWithBothPlaces() {
    Manifests twice = read(CART + "---\n" + CART);
    assertThat(twice.items()).hasSize(1);
    assertThat(twice.errors().getFirst().toString())
        .startsWith(
            "shop.yaml:17:1: document 2: NetworkPolicy/shop/cart is already in shop.yaml:1:1,"
                + " document 1");
    Map<ObjectName, Location> taken = new HashMap<>();
    Manifests first = Manifests.read("a.yaml", bytes(CART)).withoutDoubles(taken);
    Manifests second = Manifests.read("b.yaml", bytes(REVIEWS + "---\n" + CART));
    assertThat(first.errors()).isEmpty();
    Manifests left = second.withoutDoubles(taken);
    assertThat(names(left)).containsExactly("CiliumNetworkPolicy/shop/reviews");
    assertThat(left.errors().getFirst().toString()).contains("already in a.yaml:1:1, document 1");
  }

  @Test
  void text_isYamlInUtf8() {
    assertThat(Manifests.read("a.yaml", new byte[0]).items()).isEmpty();
    assertThat(Manifests.read("a.yaml", new byte[0]).errors()).isEmpty();
    assertThat(read("# nothing\n---\n---\n...\n").errors()).isEmpty();
    assertThat(
            Manifests.read("a.yaml", new byte[] {'a', '\n', 'b', (byte) 0xff}).errors().getFirst())
        .hasToString("a.yaml:2:2: document 1: not UTF-8");
    assertThat(problems("a: \u0000"))
        .containsExactly("shop.yaml:1:4: document 1: not YAML: character U+0000");
    assertThat(problems("a: 1\na: 2"))
        .containsExactly("shop.yaml:2:1: document 1, a: \"a\" is there twice");
    assertThat(problems("a: !!java.net.URL [x]").getFirst()).contains("Global tag is not allowed");
    assertThat(problems("a: !mine x").getFirst()).contains("the tag !mine is not supported");
    assertThat(read("\uFEFF" + CART).items()).hasSize(1);
    assertThat(read(CART.replace("\n", "\r\n")).items()).hasSize(1);
  }

  @Test
  void hostileText_isBounded() {
    assertThat(problems("[".repeat(100_000)).getFirst()).contains("not YAML");
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String before = "*a" + (i - 1);
      laughs.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(", ", List.of(before, before, before, before, before, before))));
    }
    assertThat(problems(laughs.toString())).isNotEmpty();
    assertThat(problems("&a [*a]").getFirst()).contains("nested deeper than 60 levels");
    assertThat(Manifests.read("a.yaml", new byte[Manifests.MAX_BYTES + 1]).errors())
        .singleElement()
        .asString()
        .contains("16777217 bytes: up to 16777216");
  }

  @Test
  void aliases_standForWhatTheyName() {
    Manifests manifests =
        read(
            CART.replace("{app: frontend}", "&web {app: frontend}")
                .replace("ports:", "- podSelector: {matchLabels: *web}\n    ports:"));
    assertThat(manifests.errors()).isEmpty();
    ClusterObject.PolicyObject cart =
        (ClusterObject.PolicyObject) manifests.items().getFirst().object();
    assertThat(cart.policies().getFirst().ingress().rules().getFirst().peers()).hasSize(2);
  }

  private static List<String> names(Manifests manifests) {
    return manifests.items().stream().map(item -> item.object().name().toString()).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
