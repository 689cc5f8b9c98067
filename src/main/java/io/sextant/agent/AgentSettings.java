package io.sextant.agent;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an agent works.
 *
 * @param reconcileEvery time between two comparisons of kernel and intent, from 10 ms
 * @param mostRules entries that one rule set may have, 1 or more; an intent with a larger one is
 *     refused
 * @param stateDirectory where it keeps what the kernel's numbers mean, for the agent after it; null
 *     for an agent whose datapath ends with it
 */
public record AgentSettings(Duration reconcileEvery, int mostRules, @Nullable Path stateDirectory) {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  public AgentSettings {
    if (reconcileEvery.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "reconcileEvery %s: must be %s or more".formatted(reconcileEvery, SHORTEST));
    }
    if (mostRules < 1) {
      throw new IllegalArgumentException("mostRules %d: must be 1 or more".formatted(mostRules));
    }
  }

  /** Every 30 seconds, up to 65,536 rules in a set, without state. */
  public static AgentSettings defaults() {
    return new AgentSettings(Duration.ofSeconds(30), 65_536, null);
  }

  public AgentSettings withReconcileEvery(Duration time) {
    return new AgentSettings(time, mostRules, stateDirectory);
  }

  public AgentSettings withMostRules(int entries) {
    return new AgentSettings(reconcileEvery, entries, stateDirectory);
  }

  public AgentSettings withStateDirectory(Path directory) {
    return new AgentSettings(reconcileEvery, mostRules, directory);
  }
}
