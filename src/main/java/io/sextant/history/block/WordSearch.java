package io.sextant.history.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a word in bytes that hold texts of one or two bytes a character, as {@link ByteWriter}
 * writes them, without reading the texts. What it does not find is no word there, in upper case or
 * lower; what it finds may be part of one, or no text at all.
 */
public final class WordSearch {
  /** Characters beyond ASCII whose lower case is in it: the Kelvin sign, and I with a dot. */
  private static final char KELVIN = '\u212a';

  private static final char DOTTED_I = '\u0130';

  /** What texts have most of comes last. */
  private static final String RARE_FIRST = "zqxjv_987654bygkwf3p2um0d1lhc-rsnioate";

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private final byte[] lower;
  private final byte[] upper;

  /** The character of the word that is looked for first; -1 if each may be one beyond ASCII. */
  private final int anchor;

  // The anchor, eight times.
  private final long lowers;
  private final long uppers;

  private WordSearch(String word) {
    this.lower = bytes(word);
    this.upper = bytes(word.toUpperCase(Locale.ROOT));
    this.anchor = anchor(word);
    this.lowers = anchor < 0 ? 0 : LOWEST_BITS * lower[anchor];
    this.uppers = anchor < 0 ? 0 : LOWEST_BITS * upper[anchor];
  }

  /**
   * A search for a word, or for its beginning; null if this cannot tell.
   *
   * @param word in lower case
   */
  public static @Nullable WordSearch of(String word) {
    return !word.isEmpty() && word.chars().allMatch(c -> c < 0x80) ? new WordSearch(word) : null;
  }

  private static byte[] bytes(String ascii) {
    byte[] bytes = new byte[ascii.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ascii.charAt(i);
    }
    return bytes;
  }

  private static int anchor(String word) {
    int best = -1;
    int bestRank = Integer.MAX_VALUE;
    for (int i = 0; i < word.length(); i++) {
      char next = word.charAt(i);
      int rank = RARE_FIRST.indexOf(next);
      if (next != 'k' && next != 'i' && rank < bestRank) {
        best = i;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Where it begins first, from a place on, or -1. */
  int find(byte[] in, int from, int end) {
    if (anchor < 0) {
      return findByEach(in, from, end);
    }
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long eight = (long) LONGS.get(in, at);
      for (long hits = anchors(eight); hits != 0; hits &= hits - 1) {
        int start = start(in, at + (Long.numberOfTrailingZeros(hits) >>> 3), from, end);
        if (start >= 0) {
          return start;
        }
      }
    }
    for (; at < end; at++) {
      int start = start(in, at, from, end);
      if (start >= 0) {
        return start;
      }
    }
    return -1;
  }

  /** The highest bit of each byte that is the anchor, and of some that are not. */
  private long anchors(long eight) {
    long noLower = eight ^ lowers;
    long noUpper = eight ^ uppers;
    return ((noLower - LOWEST_BITS & ~noLower) | (noUpper - LOWEST_BITS & ~noUpper)) & HIGHEST_BITS;
  }

  /** Where the word begins that has its anchor here, or -1. */
  private int start(byte[] in, int at, int from, int end) {
    int narrow = at - anchor;
    if (narrow >= from && narrow + lower.length <= end && isNarrow(in, narrow)) {
      return narrow;
    }
    int wide = narrow - anchor;
    return wide >= from && isWide(in, wide, end) ? wide : -1;
  }

  private int findByEach(byte[] in, int from, int end) {
    for (int at = from; at <= end - lower.length; at++) {
      if (isNarrow(in, at) || isWide(in, at, end)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isNarrow(byte[] in, int at) {
    for (int i = 0; i < lower.length; i++) {
      byte next = in[at + i];
      if (next != lower[i] && next != upper[i]) {
        return false;
      }
    }
    return true;
  }

  private boolean isWide(byte[] in, int at, int end) {
    if (at + 2 * lower.length > end) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      char next = (char) ((in[at + 2 * i] & 0xff) | ((in[at + 2 * i + 1] & 0xff) << 8));
      boolean fits =
          next == lower[i]
              || next == upper[i]
              || (next == KELVIN && lower[i] == 'k')
              || (next == DOTTED_I && lower[i] == 'i');
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
