package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class WordsTest {

  @Test
  void words_areLettersDigitsAndDashesBetweenThem() {
    assertThat(words("Add-to-cart: 3 items_left, -x- v2!"))
        .containsExactly("add-to-cart", "items", "left", "x", "v2");
  }

  @Test
  void wordsJoinedByDots_areOneAndEach() {
    assertThat(words("api.GitHub.com.")).containsExactly("api.github.com", "api", "github", "com");
    assertThat(words("a.1.b")).containsExactly("a.1.b", "a", "b");
  }

  @Test
  void numbers_areNone() {
    assertThat(words("42 007 2026-01-15 /17/")).isEmpty();
    assertThat(words("10.0.0.1")).containsExactly("10.0.0.1");
    assertThat(words("4711a")).containsExactly("4711a");
  }

  @Test
  void otherLetters_areLetters() {
    assertThat(words("Größe ÄÖ 名前")).containsExactly("größe", "äö", "名前");
  }

  @Test
  void longWords_areCutAtACharacter() {
    assertThat(words("a".repeat(100) + " b")).containsExactly("a".repeat(64), "b");
    String cut = words("a".repeat(63) + "äb").iterator().next();
    assertThat(cut).isEqualTo("a".repeat(63));
    for (int length = 60; length < 70; length++) {
      for (String word : words("x".repeat(length) + ".ü.y.\ud835\udd38" + "z".repeat(5))) {
        assertThat(word.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64);
        assertThat(word).doesNotContain("\ufffd");
      }
    }
  }

  @Test
  void message_ofHttp_saysItsUrlWithoutTheQueryOnce() {
    L7.Http http =
        new L7.Http(500, "GET", "http://cart.shop/v1/items/17?key=abc", "HTTP/2", List.of());
    Flow flow = flow(http, "HTTP/2 500 3ms (GET http://cart.shop/v1/items/17?key=abc)");
    List<String> all = new ArrayList<>();
    Words.ofMessage(flow, all::add);
    assertThat(all)
        .containsExactly("http", "cart.shop", "cart", "shop", "v1", "items", "http", "3ms", "get");
  }

  @Test
  void message_ofDns_saysNamesAskedAndFound() {
    L7.Dns dns =
        new L7.Dns(
            "www.example.com.",
            List.of("10.0.0.1"),
            5,
            List.of("edge.cdn.net."),
            "",
            0,
            List.of("A"),
            List.of());
    assertThat(ofMessage(flow(dns, "DNS Answer \"10.0.0.1\" TTL: 5 (Proxy www.example.com. A)")))
        .containsExactlyInAnyOrder(
            "www.example.com",
            "www",
            "example",
            "com",
            "edge.cdn.net",
            "edge",
            "cdn",
            "net",
            "dns",
            "answer",
            "10.0.0.1",
            "ttl",
            "proxy",
            "a");
  }

  @Test
  void message_ofNoKnownProtocol_saysItsSummary() {
    assertThat(ofMessage(flow(null, "cassandra Fields: map[query:select]")))
        .containsExactly("cassandra", "fields", "map", "query", "select");
  }

  @Test
  void packet_saysNothing() {
    assertThat(ofMessage(TestFlows.request())).isEmpty();
  }

  @Test
  void words_ofAFlow_areBounded() {
    String many = IntStream.range(0, 200).mapToObj(i -> "w" + i).collect(Collectors.joining("/"));
    assertThat(ofMessage(flow(new L7.Http(0, "", many, "", List.of()), "late")))
        .hasSize(Words.MOST)
        .contains("w0", "w63")
        .doesNotContain("w64", "late");
    assertThat(words(many)).hasSize(200);
  }

  private static Flow flow(L7.@Nullable Message message, String summary) {
    L7 l7 = new L7(L7.Type.RESPONSE, 0, message);
    return new Flow.Builder()
        .summary(summary)
        .extras(new FlowExtras(null, null, l7, null, "", 0, 0))
        .build();
  }

  private static Set<String> ofMessage(Flow flow) {
    Set<String> words = new LinkedHashSet<>();
    Words.ofMessage(flow, words::add);
    return words;
  }

  private static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    Words.split(text, words::add);
    return words;
  }
}
