package io.sextant.history.block;

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

  private final byte[] lower;
  private final byte[] upper;

  private WordSearch(String word) {
    this.lower = bytes(word);
    this.upper = bytes(word.toUpperCase(Locale.ROOT));
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

  /** Where it is found first from a place on, or -1. */
  int find(byte[] in, int from, int end) {
    byte first = lower[0];
    byte firstUpper = upper[0];
    boolean special = first == 'k' || first == 'i';
    for (int at = from; at <= end - lower.length; at++) {
      byte next = in[at];
      if (next == first || next == firstUpper) {
        if (isNarrow(in, at) || isWide(in, at, end)) {
          return at;
        }
      } else if (special && isWide(in, at, end)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isNarrow(byte[] in, int at) {
    for (int i = 1; i < lower.length; i++) {
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
