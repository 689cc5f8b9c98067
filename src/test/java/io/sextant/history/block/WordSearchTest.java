package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class WordSearchTest {
  private static final long SEED = 8;

  /** Letters of either case, those whose lower case is ASCII, wide ones, what parts words. */
  private static final String[] LETTERS = {
    "a", "K", "i", "I", "k", "z", "9", "-", ".", "/", " ", "é", "\u212a", "\u0130", "日", "😀"
  };

  @Test
  void wordsOfAnyText_areFoundInItsBytes() {
    Random random = new Random(SEED);
    int tried = 0;
    for (int round = 0; round < 20_000; round++) {
      String text = text(random);
      List<String> words = new ArrayList<>();
      Words.split(text, words::add);
      for (String word : words) {
        WordSearch search = WordSearch.of(word);
        if (search != null) {
          tried++;
          assertThat(found(search, text)).as("seed %d: %s in %s", SEED, word, text).isTrue();
        }
      }
    }
    assertThat(tried).isGreaterThan(10_000);
  }

  @Test
  void otherWords_areNotFound() {
    WordSearch search = Objects.requireNonNull(WordSearch.of("cart"));

    assertThat(found(search, "GET /CART/1")).isTrue();
    assertThat(found(search, "car t.ca-rt")).isFalse();
    assertThat(found(search, "日 car")).isFalse();
    assertThat(found(search, "")).isFalse();
  }

  @Test
  void wordsBeyondAscii_areNotLookedFor() {
    assertThat(WordSearch.of("café")).isNull();
    assertThat(WordSearch.of("")).isNull();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      text.append(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }

  /** With other bytes on both sides. */
  private static boolean found(WordSearch search, String text) {
    ByteWriter out = new ByteWriter(64);
    out.putSigned(-7);
    int from = out.size();
    out.putString(text);
    int end = out.size();
    out.putString("cartkiaz");
    return search.find(out.bytes(), from, end) >= 0;
  }
}
