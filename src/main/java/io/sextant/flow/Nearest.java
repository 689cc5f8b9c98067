package io.sextant.flow;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what somebody meant who mistyped a word. */
public final class Nearest {
  private Nearest() {}

  /** The candidate with the fewest changes of letters, unless too many are needed. */
  public static Optional<String> to(String word, Stream<String> candidates) {
    int most = Math.max(1, word.length() / 3);
    return candidates
        .filter(candidate -> distance(word, candidate) <= most)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /** {@code ; did you mean x?}, or nothing. */
  public static String hint(String word, Stream<String> candidates) {
    return to(word, candidates).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** Letters to insert, delete or replace, two neighbours swapped counting as one. */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, steps);
      }
    }
    return steps[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] steps) {
    int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
