package io.sextant.flow;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Message types: byte 0 of what the datapath writes, and the two that the agent makes.
 *
 * <p>Source: Cilium's monitor message types, see {@code flow.CiliumEventType}.
 */
public final class EventType {
  public static final int DROP = 1;
  public static final int DEBUG = 2;
  public static final int CAPTURE = 3;
  public static final int TRACE = 4;
  public static final int POLICY_VERDICT = 5;
  public static final int RECORDER = 6;
  public static final int TRACE_SOCK = 7;
  public static final int L7 = 129;
  public static final int AGENT = 130;

  private static final Map<String, Integer> BY_NAME =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "drop", DROP,
                  "debug", DEBUG,
                  "capture", CAPTURE,
                  "trace", TRACE,
                  "policy-verdict", POLICY_VERDICT,
                  "recorder", RECORDER,
                  "trace-sock", TRACE_SOCK,
                  "l7", L7,
                  "agent", AGENT)));

  private EventType() {}

  /** All that have a name, as the {@code hubble} command calls them. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** The type with this name, or null. */
  public static @Nullable Integer number(String name) {
    return BY_NAME.get(name);
  }

  /** The name of a type, or null for one without. */
  public static @Nullable String name(int type) {
    for (Map.Entry<String, Integer> known : BY_NAME.entrySet()) {
      if (known.getValue() == type) {
        return known.getKey();
      }
    }
    return null;
  }
}
