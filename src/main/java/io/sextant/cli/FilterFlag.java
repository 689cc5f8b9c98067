package io.sextant.cli;

import java.util.List;

/**
 * A flag of the command line that filters.
 *
 * @param names as given on the command line, the longest last
 * @param parameter what its value is called in the help; empty for a flag without
 * @param help one line
 * @param left what a value does to the filter of a list that looks at sources
 * @param right what a value does to the one that looks at destinations
 */
record FilterFlag(List<String> names, String parameter, String help, Setter left, Setter right) {

  /** Puts a value into a filter. */
  interface Setter {
    void set(SidedFilter filter, String value);
  }

  /** Without dashes. */
  String name() {
    return names.getLast().substring(2);
  }
}
