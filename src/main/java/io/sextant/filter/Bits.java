package io.sextant.filter;

import java.util.List;

/** A set of small numbers; larger ones are never in it, as no event has them. */
final class Bits {
  private Bits() {}

  static long of(List<Integer> numbers) {
    long bits = 0;
    for (int number : numbers) {
      if (number >= 0 && number < Long.SIZE) {
        bits |= 1L << number;
      }
    }
    return bits;
  }

  static boolean has(long bits, int number) {
    return ((bits >>> number) & 1) != 0;
  }
}
