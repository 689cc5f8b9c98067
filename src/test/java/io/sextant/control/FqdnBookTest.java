package io.sextant.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FqdnBookTest {
  private static final PodName TUG = new PodName("red", "tug");
  private static final PodName FERRY = new PodName("red", "ferry");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FqdnBook book = new FqdnBook(() -> now, Duration.ofSeconds(10));

  @Test
  void learn_sayWhetherItIsNew_andNamesHaveOneForm() {
    assertThat(learn(TUG, "North.example.", 60, Harbour.LIGHTHOUSE)).isTrue();
    assertThat(learn(TUG, "north.example", 60, Harbour.LIGHTHOUSE)).isFalse();
    assertThat(book.names()).containsEntry(Harbour.LIGHTHOUSE, Set.of("north.example"));
  }

  @Test
  void answers_endWithTheirTime_butLastTheShortest() {
    learn(TUG, "a.example", 1, Harbour.LIGHTHOUSE);
    learn(TUG, "b.example", 60, Harbour.ISLAND);
    assertThat(book.nextEnd(_ -> true)).contains(now.plusSeconds(10));
    now = now.plusSeconds(9);
    assertThat(book.expire(_ -> true)).isFalse();
    now = now.plusSeconds(1);
    assertThat(book.expire(_ -> true)).isTrue();
    assertThat(book.names()).containsOnlyKeys(Harbour.ISLAND);
    now = now.plusSeconds(50);
    assertThat(book.expire(_ -> true)).isTrue();
    assertThat(book.names()).isEmpty();
    assertThat(book.nextEnd(_ -> true)).isEmpty();
  }

  @Test
  void namesThatNobodyAsksAbout_endInSilence() {
    learn(TUG, "a.example", 10, Harbour.LIGHTHOUSE);
    learn(TUG, "b.example", 20, Harbour.ISLAND);
    assertThat(book.nextEnd("b.example"::equals)).contains(now.plusSeconds(20));
    now = now.plusSeconds(10);
    assertThat(book.expire("b.example"::equals)).isFalse();
    assertThat(book.names()).containsOnlyKeys(Harbour.ISLAND);
    now = now.plusSeconds(10);
    assertThat(book.expire("b.example"::equals)).isTrue();
  }

  @Test
  void shorterAnswer_doesNotShortenALongerOne() {
    learn(TUG, "a.example", 60, Harbour.LIGHTHOUSE);
    learn(TUG, "a.example", 11, Harbour.LIGHTHOUSE);
    now = now.plusSeconds(30);
    book.expire(_ -> true);
    assertThat(book.names()).containsKey(Harbour.LIGHTHOUSE);
  }

  @Test
  void nameOfTwoPods_staysUntilBothAreGone() {
    learn(TUG, "a.example", 60, Harbour.LIGHTHOUSE);
    learn(FERRY, "a.example", 60, Harbour.LIGHTHOUSE);
    assertThat(book.forget(TUG)).isTrue();
    assertThat(book.names()).containsKey(Harbour.LIGHTHOUSE);
    assertThat(book.forget(FERRY)).isTrue();
    assertThat(book.names()).isEmpty();
    assertThat(book.forget(FERRY)).isFalse();
  }

  @Test
  void tooManyAddresses_theLongestStay_andTheRestIsCounted() {
    learn(TUG, "a.example", 20, many(0, 600));
    learn(TUG, "a.example", 60, many(600, 1_100));
    assertThat(book.names()).hasSize(FqdnBook.MOST_ADDRESSES);
    assertThat(book.refused()).isEqualTo(100);
    assertThat(book.names()).containsKeys(many(600, 1_100));
  }

  @Test
  void tooManyNames_areCounted() {
    for (int i = 0; i < FqdnBook.MOST_NAMES; i++) {
      learn(TUG, "n" + i + ".example", 60, Harbour.LIGHTHOUSE);
    }
    assertThat(learn(TUG, "more.example", 60, Harbour.ISLAND)).isFalse();
    assertThat(book.refused()).isEqualTo(1);
    assertThat(learn(FERRY, "more.example", 60, Harbour.ISLAND)).isTrue();
  }

  private static IpAddress[] many(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> IpAddress.ofV4(0xc6330000 + i))
        .toArray(IpAddress[]::new);
  }

  private boolean learn(PodName pod, String name, int seconds, IpAddress... addresses) {
    return book.learn(
        new FqdnBook.Answer(pod, name, List.of(addresses), Duration.ofSeconds(seconds)));
  }
}
