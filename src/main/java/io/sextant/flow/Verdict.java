package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/**
 * What became of a packet or request. Numbers are those of {@code flow.Verdict} in Hubble's API.
 */
public enum Verdict {
  VERDICT_UNKNOWN,
  FORWARDED,
  DROPPED,
  ERROR,
  AUDIT,
  REDIRECTED,
  TRACED,
  TRANSLATED;

  private static final Verdict[] BY_NUMBER = values();

  public int number() {
    return ordinal();
  }

  /** The verdict with this number, or null when there is none. */
  public static @Nullable Verdict ofNumber(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }
}
