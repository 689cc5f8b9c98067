package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/**
 * Where in the datapath a trace was taken. Ordinals are the datapath's numbers (Cilium, {@code
 * bpf/lib/trace.h}).
 */
public enum ObservationPoint {
  TO_ENDPOINT("to-endpoint"),
  TO_PROXY("to-proxy"),
  TO_HOST("to-host"),
  TO_STACK("to-stack"),
  TO_OVERLAY("to-overlay"),
  FROM_ENDPOINT("from-endpoint"),
  FROM_PROXY("from-proxy"),
  FROM_HOST("from-host"),
  FROM_STACK("from-stack"),
  FROM_OVERLAY("from-overlay"),
  FROM_NETWORK("from-network"),
  TO_NETWORK("to-network"),
  FROM_CRYPTO("from-crypto"),
  TO_CRYPTO("to-crypto");

  private static final ObservationPoint[] BY_NUMBER = values();
  private static final int API_TO_ENDPOINT = 101;

  private final String text;

  ObservationPoint(String text) {
    this.text = text;
  }

  /** As tools print it, for example {@code to-endpoint}. */
  public String text() {
    return text;
  }

  /** The point with this number in the datapath, or null. */
  public static @Nullable ObservationPoint ofNumber(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /**
   * The number of {@code flow.TraceObservationPoint} in Hubble's API, where 0 means unknown and
   * to-endpoint moved to 101; all other numbers, unknown ones too, are the datapath's.
   */
  public static int apiNumber(int datapathNumber) {
    return datapathNumber == 0 ? API_TO_ENDPOINT : datapathNumber;
  }
}
