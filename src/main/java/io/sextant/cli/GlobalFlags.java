package io.sextant.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Flags that may stand before the command, as {@code hubble} allows, and mean the same behind it.
 */
final class GlobalFlags {
  private static final String CONFIG = "--config";

  private GlobalFlags() {}

  /** The arguments with those flags at the end. */
  static String[] behind(String... arguments) {
    int first = 0;
    while (first < arguments.length && isGlobal(arguments[first])) {
      first += arguments[first].equals(CONFIG) ? 2 : 1;
    }
    if (first == 0 || first >= arguments.length || arguments[first].startsWith("-")) {
      return arguments;
    }
    List<String> all = Arrays.asList(arguments);
    List<String> moved = new ArrayList<>(all.subList(first, all.size()));
    int end = moved.indexOf("--");
    moved.addAll(end < 0 ? moved.size() : end, all.subList(0, first));
    return moved.toArray(String[]::new);
  }

  private static boolean isGlobal(String argument) {
    return argument.equals("-D")
        || argument.equals("--debug")
        || argument.startsWith("--debug=")
        || argument.equals(CONFIG)
        || argument.startsWith(CONFIG + "=");
  }
}
