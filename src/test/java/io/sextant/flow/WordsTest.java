package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void text_isSplitAtWhatIsNoLetterDigitOrInnerDash() {
    assertThat(split("GET /api-v1/Cart_Items?x=1 -a- b--c é"))
        .containsExactly("get", "api-v1", "cart", "items", "x", "a", "b", "c", "é");
  }

  @Test
  void numbers_areNoWords() {
    assertThat(split("HTTP/1.1 200 0ms /orders/4711/x2"))
        .containsExactly("http", "0ms", "orders", "x2");
  }

  @Test
  void message_hasTheWordsOfNameUrlAndSummary() {
    assertThat(
            words(
                new L7.Dns(
                    "Api.Example.com.", List.of(), 0, List.of(), "", 0, List.of(), List.of())))
        .containsExactly("api.example.com", "api", "example", "com", "a", "summary");
    assertThat(words(new L7.Http(200, "GET", "http://shop:80/v1/cart?token=secret", "", List.of())))
        .containsExactly("http", "shop", "v1", "cart", "a", "summary");
    assertThat(words(new L7.Kafka(0, 0, "", 0, "orders")))
        .containsExactly("orders", "a", "summary");
    assertThat(words(null)).containsExactly("a", "summary");
  }

  @Test
  void flowWithoutMessage_hasNone() {
    List<String> words = new ArrayList<>();
    Words.ofMessage(TestFlows.request(), words::add);
    assertThat(words).isEmpty();
  }

  private static List<String> words(L7.@org.jspecify.annotations.Nullable Message message) {
    L7 l7 = new L7(L7.Type.REQUEST, 0, message);
    Flow flow =
        new Flow.Builder()
            .summary("A summary")
            .extras(new FlowExtras(null, null, l7, null, "", 0, 0))
            .build();
    List<String> words = new ArrayList<>();
    Words.ofMessage(flow, words::add);
    return words;
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    Words.split(text, words::add);
    return words;
  }
}
