package io.sextant.agent;

import io.sextant.enrich.PodName;
import java.io.IOException;
import java.util.Map;

/** An intent that this node cannot realise; what was in force still is, and nothing was written. */
public final class IntentRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Map<PodName, String> endpoints;

  IntentRefusedException(String message, Map<PodName, String> endpoints) {
    super(message);
    this.endpoints = Map.copyOf(endpoints);
  }

  /** What is wrong with single endpoints. */
  public Map<PodName, String> endpoints() {
    return endpoints;
  }
}
