package io.sextant.demo;

import java.nio.file.Path;

/**
 * How large and under which names the demo runs.
 *
 * @param prefix begins the name of every network namespace, 1 to 24 characters of {@code a-z0-9-}
 * @param nodeName name of the node that the pods are on
 * @param clusterName name of the cluster that the node is in
 * @param rate factor on all rates of traffic, above 0 and at most 20; 1 gives some 200 events a
 *     second
 * @param runDirectory keeps the lock and the list of what to clean after a crash
 */
public record DemoSettings(
    String prefix, String nodeName, String clusterName, double rate, Path runDirectory) {

  public DemoSettings {
    if (!prefix.matches("[a-z0-9][a-z0-9-]{0,23}")) {
      throw new IllegalArgumentException(
          "demo prefix \"%s\": 1 to 24 of a-z, 0-9 and - are possible".formatted(prefix));
    }
    if (!(rate > 0 && rate <= 20)) {
      throw new IllegalArgumentException("demo rate " + rate + ": above 0 up to 20 is possible");
    }
  }

  /** What {@code sextant demo} runs with. */
  public static DemoSettings defaults() {
    return new DemoSettings("sextant-demo", "demo-node", "default", 1, Path.of("/run/sextant"));
  }

  /** The same with all rates multiplied. */
  public DemoSettings withRate(double factor) {
    return new DemoSettings(prefix, nodeName, clusterName, factor, runDirectory);
  }

  /** The same under other names, so that two can run at once. */
  public DemoSettings withPrefix(String other) {
    return new DemoSettings(other, nodeName, clusterName, rate, runDirectory);
  }
}
