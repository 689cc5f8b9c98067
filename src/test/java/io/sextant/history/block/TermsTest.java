package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.TestFlows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NullMarked
class TermsTest {
  private final Dictionary dictionary = new Dictionary();
  private final BlockBuilder builder = new BlockBuilder(dictionary, 4096);
  private final Terms terms = new Terms();

  @AfterEach
  void close() {
    builder.close();
  }

  @Test
  void terms_nameAllThatIsInTheBlock() {
    builder.add(1, TestFlows.request());
    builder.add(2, TestFlows.answer());
    builder.add(3, TestFlows.drop());
    builder.encode(0, 3);
    builder.terms(terms);
    assertThat(numbers('e')).containsExactly(0, 1, 2, 3);
    assertThat(numbers('s')).containsExactly(0, 1, 2);
    assertThat(numbers('p')).containsExactly(0);
    assertThat(numbers('d')).containsExactly(0);
    assertThat(numbers('o')).containsExactly(5432, 8080);
    assertThat(texts('t')).isEmpty();
    assertThat(texts('i')).isEmpty();
    assertThat(texts('u')).isEmpty();
  }

  @Test
  void partOfTheRows_hasItsOwnNumbers() {
    builder.add(1, TestFlows.request());
    builder.add(2, TestFlows.drop());
    builder.encode(1, 2);
    builder.terms(terms);
    assertThat(numbers('e')).containsExactly(2, 3);
    assertThat(numbers('s')).containsExactly(1);
    assertThat(numbers('o')).containsExactly(5432);
  }

  @Test
  void words_areThoseOfMessages_eachOnce() {
    builder.add(1, TestMessages.http("http://cart.shop:8080/api/v1/Items/4711?token=x", 200));
    builder.add(2, TestMessages.http("http://cart.shop:8080/api/v1/Items/4712?token=y", 404));
    builder.add(3, TestMessages.dns("api.example.com."));
    builder.encode(0, 3);
    builder.terms(terms);
    assertThat(texts('t'))
        .containsExactlyInAnyOrder(
            "http",
            "cart.shop",
            "cart",
            "shop",
            "api",
            "v1",
            "items",
            "1.1",
            "12ms",
            "get",
            "api.example.com",
            "example",
            "com",
            "dns",
            "query",
            "aaaa");
    assertThat(texts('i')).containsExactly(TestMessages.TRACE_ID);
  }

  @Test
  void clear_forgetsWords() {
    builder.add(1, TestMessages.dns("api.example.com."));
    builder.clear();
    builder.add(2, TestFlows.request());
    builder.encode(0, 1);
    builder.terms(terms);
    assertThat(texts('t')).isEmpty();
  }

  @Test
  void ownIds_areThereByRangesOfCounters() {
    long first = FlowId.high(7);
    long second = FlowId.high(8);
    for (int i = 0; i < 2000; i++) {
      builder.add(2L * i, withId(first, 1000 + i));
      builder.add(2L * i + 1, withId(second, 5 * 1024 + i / 4));
    }
    builder.encode(0, builder.count());
    builder.terms(terms);
    assertThat(pairs())
        .containsExactlyInAnyOrder(
            List.of(7L, 0L), List.of(7L, 1L), List.of(7L, 2L), List.of(8L, 5L));
    assertThat(Terms.chunk(2048)).isEqualTo(2);
  }

  @Test
  void manyWords_areAllThere() {
    for (int i = 0; i < 4000; i++) {
      builder.add(i, TestMessages.http("/item-" + i, 200));
    }
    builder.encode(0, 4000);
    builder.terms(terms);
    assertThat(texts('t')).contains("item-0", "item-1999", "item-3999").hasSize(4000 + 4);
  }

  private static Flow withId(long high, long counter) {
    return new Flow.Builder().uuid(high, FlowId.low(counter)).build();
  }

  private List<byte[]> payloads(char kind) {
    return IntStream.range(0, terms.size())
        .filter(i -> terms.bytes()[terms.start(i)] == kind)
        .mapToObj(i -> Arrays.copyOfRange(terms.bytes(), terms.start(i) + 1, terms.end(i)))
        .toList();
  }

  private List<Integer> numbers(char kind) {
    return payloads(kind).stream().map(term -> ByteBuffer.wrap(term).getInt()).toList();
  }

  private List<String> texts(char kind) {
    return payloads(kind).stream().map(term -> new String(term, StandardCharsets.UTF_8)).toList();
  }

  private List<List<Long>> pairs() {
    return payloads('u').stream()
        .map(ByteBuffer::wrap)
        .map(term -> List.of(term.getLong(), term.getLong()))
        .toList();
  }
}
