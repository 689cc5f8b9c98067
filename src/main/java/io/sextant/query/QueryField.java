package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.Side;
import java.util.List;

/**
 * A field of the language.
 *
 * @param aliases other names for it
 * @param takes what a value is, for help and for what is said of a wrong one
 * @param examples of terms, at least one
 * @param values all that there are, or the usual ones; empty where there is no end of them
 */
public record QueryField(
    String name,
    List<String> aliases,
    String takes,
    List<String> examples,
    List<String> values,
    Meaning meaning) {

  public QueryField {
    aliases = List.copyOf(aliases);
    examples = List.copyOf(examples);
    values = List.copyOf(values);
  }

  /** What a value of the field stands for. */
  sealed interface Meaning {

    /** Whether a comma separates values that are alternatives. */
    boolean lists();
  }

  /** Of a whole flow. */
  record Whole(boolean lists, OfFlow reader) implements Meaning {
    interface OfFlow {
      Condition read(Value value);
    }
  }

  /** Of one end of it, or of either. */
  record Sided(boolean lists, OfSide reader) implements Meaning {
    interface OfSide {
      Condition read(Side side, Value value);
    }
  }

  /**
   * Whether {@code source.}, {@code destination.}, {@code client.} or {@code server.} may stand
   * before.
   */
  public boolean sided() {
    return meaning instanceof Sided;
  }

  Condition read(End end, Value value) {
    return switch (meaning) {
      case Whole whole -> whole.reader().read(value);
      case Sided sided -> end.of(side -> sided.reader().read(side, value));
    };
  }
}
