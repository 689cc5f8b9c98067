package io.sextant.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What a part measures with, and where its figures go.
 *
 * @param progress takes lines for people while it runs
 */
record Bench(
    Corpus corpus, Meter meter, Figures figures, HistorySize history, Consumer<String> progress) {

  /**
   * How large a history to measure.
   *
   * @param flows that it has
   * @param folder where a folder is made for it and removed afterwards
   */
  record HistorySize(long flows, Path folder) {}
}
