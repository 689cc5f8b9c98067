package io.sextant.query;

import io.sextant.filter.Wildcard;

/**
 * What stands behind a field, or a word without one.
 *
 * @param text without quotation marks; not empty
 * @param quoted whether it stood in quotation marks, so that a star is no more than a star
 */
record Value(String text, boolean quoted) {
  private static final char STAR = '*';

  boolean hasStar() {
    return !quoted && text.indexOf(STAR) >= 0;
  }

  /** A name in a scope, as {@code shop/cart}; the scope is empty where none is given. */
  Value scope() {
    return new Value(text.substring(0, Math.max(0, text.indexOf('/'))), quoted);
  }

  /** What follows the scope; all names if nothing does. */
  Value name() {
    String name = text.substring(text.indexOf('/') + 1);
    return name.isEmpty() ? new Value("*", false) : new Value(name, quoted);
  }

  /** Whole names, capitals counting. */
  Wildcard exactly() {
    check();
    return quoted ? Wildcard.literal(text) : Wildcard.exact(text);
  }

  /** Whole names, capitals not counting. */
  Wildcard loosely() {
    check();
    return Wildcard.loose(text);
  }

  /** Whole names, or their beginnings where the value is neither quoted nor has a star. */
  Wildcard beginning() {
    return quoted || hasStar() ? exactly() : new Value(text + STAR, false).exactly();
  }

  /** The whole text, or a part of it where the value is neither quoted nor has a star. */
  Wildcard partly() {
    check();
    return quoted || hasStar() ? exactly() : Wildcard.part(text);
  }

  private void check() {
    if (text.length() > Wildcard.LONGEST) {
      throw new BadValue("at most " + Wildcard.LONGEST + " characters");
    }
  }
}
