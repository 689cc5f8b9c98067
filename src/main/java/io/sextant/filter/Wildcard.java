package io.sextant.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A text with stars, each of which stands for anything or nothing. The leftmost place for each
 * piece leaves the most to the next, so nothing is ever tried twice.
 *
 * @param pieces between the stars; one without a star
 * @param exact whether capitals count
 */
public record Wildcard(List<String> pieces, boolean exact) {
  /** Bounds what one comparison can cost. */
  public static final int LONGEST = 512;

  public Wildcard {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty() || pieces.stream().mapToInt(String::length).sum() > LONGEST) {
      throw new IllegalArgumentException("a pattern has at most " + LONGEST + " characters");
    }
  }

  /** Reads stars as such; capitals count. */
  public static Wildcard exact(String text) {
    return new Wildcard(Arrays.asList(text.split("\\*+", -1)), true);
  }

  /** Reads stars as such; capitals do not count. */
  public static Wildcard loose(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return new Wildcard(Arrays.asList(lower.split("\\*+", -1)), false);
  }

  /** One text, stars in it being characters like others. */
  public static Wildcard literal(String text) {
    return new Wildcard(List.of(text), true);
  }

  /** What a text contains, stars being characters like others. */
  public static Wildcard part(String text) {
    return new Wildcard(List.of("", text, ""), true);
  }

  /** Whether a whole text fits. */
  public boolean matches(String text) {
    String first = pieces.getFirst();
    if (pieces.size() == 1) {
      return text.length() == first.length() && at(text, 0, first);
    }
    String last = pieces.getLast();
    int end = text.length() - last.length();
    if (first.length() > end || !at(text, 0, first) || !at(text, end, last)) {
      return false;
    }
    int from = first.length();
    for (int i = 1; i < pieces.size() - 1 && from >= 0; i++) {
      from = after(text, from, end, pieces.get(i));
    }
    return from >= 0;
  }

  /** The place behind the leftmost piece that lies between two places, or -1. */
  private int after(String text, int from, int end, String piece) {
    if (exact) {
      int found = text.indexOf(piece, from);
      return found < 0 || found + piece.length() > end ? -1 : found + piece.length();
    }
    for (int i = from; i <= end - piece.length(); i++) {
      if (at(text, i, piece)) {
        return i + piece.length();
      }
    }
    return -1;
  }

  private boolean at(String text, int from, String piece) {
    return text.regionMatches(!exact, from, piece, 0, piece.length());
  }
}
