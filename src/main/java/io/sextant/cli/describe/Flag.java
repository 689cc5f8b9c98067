package io.sextant.cli.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A flag of a command, or an argument without one.
 *
 * @param names with their dashes; none for an argument
 * @param label what its value is called; empty if it takes none
 * @param text one line, what it does
 * @param values that it takes
 * @param repeats whether it may be given more than once
 * @param optional whether it may be left out if it is an argument
 */
record Flag(
    List<String> names,
    String label,
    String text,
    Values values,
    boolean repeats,
    boolean optional) {
  Flag {
    names = List.copyOf(names);
  }

  /**
   * @param known values by name of flag or label of argument, where the model has none
   */
  static Flag of(ArgSpec arg, Map<String, Values> known) {
    List<String> names = arg instanceof OptionSpec option ? List.of(option.names()) : List.of();
    boolean alone = arg.isOption() && arg.arity().min() == 0 && !arg.isMultiValue();
    Values values = values(arg, names, known);
    boolean bare = alone && !(values instanceof Values.Words || values instanceof Values.Several);
    String text = String.join(" ", arg.description()).strip();
    return bare
        ? new Flag(names, "", text, new Values.None(), false, true)
        : new Flag(
            names, arg.paramLabel(), text, values, arg.isMultiValue(), arg.arity().min() == 0);
  }

  private static Values values(ArgSpec arg, List<String> names, Map<String, Values> known) {
    for (String name : names.isEmpty() ? List.of(arg.paramLabel()) : names) {
      Values found = known.get(name);
      if (found != null) {
        return found;
      }
    }
    if (arg.completionCandidates() != null) {
      List<String> words = new ArrayList<>();
      arg.completionCandidates().forEach(words::add);
      return new Values.Words(words);
    }
    boolean file = arg.paramLabel().toUpperCase(Locale.ROOT).contains("FILE");
    return file ? new Values.Files() : new Values.Text();
  }

  /** The positional arguments of a command are flags without a name here. */
  boolean isArgument() {
    return names.isEmpty();
  }
}
