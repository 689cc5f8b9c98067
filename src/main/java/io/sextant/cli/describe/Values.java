package io.sextant.cli.describe;

import java.util.List;

/** What can stand behind a flag, or as an argument. */
public sealed interface Values {
  /** Nothing: the flag itself says it. */
  record None() implements Values {}

  /** Any text; nothing can be offered. */
  record Text() implements Values {}

  /** Names of files. */
  record Files() implements Values {}

  /**
   * One of these.
   *
   * @param words without blanks
   */
  record Words(List<String> words) implements Values {
    public Words {
      words = List.copyOf(words);
    }
  }

  /**
   * Some of these, joined by commas.
   *
   * @param words without blanks and commas
   */
  record Several(List<String> words) implements Values {
    public Several {
      words = List.copyOf(words);
    }
  }

  /**
   * What a server knows at the moment.
   *
   * @param what the word that {@code sextant complete} takes
   */
  record Live(String what) implements Values {}
}
