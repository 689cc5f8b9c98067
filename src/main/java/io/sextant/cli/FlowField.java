package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import java.util.List;
import java.util.Locale;

/**
 * Something about a flow that people group and sort by.
 *
 * @param name as given on the command line
 * @param numeric whether its values are numbers
 * @param eachEnd whether both ends have a value each, and a flow counts for either
 * @param mask the fields of Hubble's API that it is read from
 * @param value reads it; empty for none. The end does not matter to what only the flow has
 */
record FlowField(String name, boolean numeric, boolean eachEnd, List<String> mask, Value value) {

  /** Reads a field. */
  interface Value {
    String of(Flow flow, End end);
  }

  String of(Flow flow, End end) {
    return value.of(flow, end);
  }

  /** As columns are headed. */
  String title() {
    return name.toUpperCase(Locale.ROOT);
  }
}
