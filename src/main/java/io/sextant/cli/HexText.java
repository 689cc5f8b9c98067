package io.sextant.cli;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes as people paste them: hex digits, with or without blanks, colons and {@code 0x}. */
final class HexText {
  private HexText() {}

  /**
   * Reads bytes.
   *
   * @throws CommandFailure naming the place and the character that is wrong, places counted from 1
   */
  static byte[] parse(String text) {
    byte[] bytes = new byte[text.length() / 2];
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isPrefix(text, i)) {
        i++;
      } else if (HexFormat.isHexDigit(c)) {
        if (digits / 2 < bytes.length) {
          bytes[digits / 2] = (byte) (bytes[digits / 2] << 4 | HexFormat.fromHexDigit(c));
        }
        digits++;
      } else if (!isSeparator(c)) {
        throw new CommandFailure(
            "position %d: '%s' is no hex digit".formatted(i + 1, Escape.text("" + c)));
      }
    }
    if (digits % 2 != 0) {
      throw new CommandFailure(
          "position %d: the last of %d hex digits is alone, two make a byte"
              .formatted(text.stripTrailing().length(), digits));
    }
    return Arrays.copyOf(bytes, digits / 2);
  }

  private static boolean isPrefix(String text, int at) {
    return text.startsWith("0x", at) && (at == 0 || isSeparator(text.charAt(at - 1)));
  }

  private static boolean isSeparator(char c) {
    return Character.isWhitespace(c) || c == ':';
  }
}
