package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.sextant.proto.flow.FlowFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The filter flags of a command, in the order that they are given: {@code --not} turns the next one
 * round.
 */
final class FilterOptions {
  private static final String NOT = "--not";

  private final FilterList allow = new FilterList();
  private final FilterList deny = new FilterList();
  private boolean negated;

  List<FlowFilter> allow() {
    checkNothingIsLeftToNegate();
    return allow.build();
  }

  List<FlowFilter> deny() {
    checkNothingIsLeftToNegate();
    return deny.build();
  }

  /** Adds all flags to a command. */
  void addTo(CommandSpec command) {
    command.addOption(
        option(List.of(NOT), "", "Turns the next filter round: flows that it does not fit.")
            .setter(new Given(_ -> negate()))
            .build());
    for (FilterFlag flag : FilterFlags.ALL) {
      command.addOption(
          option(flag.names(), flag.parameter(), flag.help())
              .setter(new Given(value -> add(flag, value)))
              .build());
    }
    raw(command, "--allowlist", allow);
    raw(command, "--denylist", deny);
  }

  private void add(FilterFlag flag, String value) {
    (negated ? deny : allow).add(flag, value);
    negated = false;
  }

  private void negate() {
    if (negated) {
      throw new CommandFailure("--not stands twice in a row: give a filter after each");
    }
    negated = true;
  }

  private void checkNothingIsLeftToNegate() {
    if (negated) {
      throw new CommandFailure("--not stands at the end: give a filter after it");
    }
  }

  private static void raw(CommandSpec command, String name, FilterList list) {
    command.addOption(
        option(List.of(name), "JSON", "Filters in Hubble's API as JSON objects, as they are sent.")
            .setter(new Given(value -> list.addRaw(parse(name, value))))
            .build());
  }

  static List<FlowFilter> parse(String name, String text) {
    List<FlowFilter> filters = new ArrayList<>();
    try {
      for (String object : JsonObjects.split(text)) {
        FlowFilter.Builder filter = FlowFilter.newBuilder();
        JsonFormat.parser().merge(object, filter);
        filters.add(filter.build());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure(name + ": \"" + text + "\" is no filter: " + e.getMessage());
    }
    return filters;
  }

  private static OptionSpec.Builder option(List<String> names, String parameter, String help) {
    OptionSpec.Builder option =
        OptionSpec.builder(names.toArray(String[]::new))
            .description(help)
            .hasInitialValue(false)
            .userObject(FilterOptions.class);
    return parameter.isEmpty()
        ? option.type(String.class).arity("0..1").fallbackValue("").hideParamSyntax(true)
        : option.type(String.class).arity("1").paramLabel(parameter);
  }

  /** Hands on each value in its turn, and none where the flag is not given. */
  private record Given(Consumer<String> consumer) implements ISetter {
    @Override
    public <T extends @Nullable Object> @Nullable T set(T value) {
      if (value instanceof String text) {
        consumer.accept(text);
      }
      return null;
    }
  }
}
