package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/** Which parts of a policy entry a packet matched by. Ordinals are the datapath's numbers. */
public enum PolicyMatch {
  NONE("none"),
  L3_ONLY("L3-Only"),
  L3_L4("L3-L4"),
  L4_ONLY("L4-Only"),
  ALL("all"),
  L3_PROTO("L3-Proto"),
  PROTO_ONLY("Proto-Only");

  private static final PolicyMatch[] BY_NUMBER = values();

  private final String text;

  PolicyMatch(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  public static @Nullable PolicyMatch ofNumber(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }
}
