package io.sextant.manifest;

import io.sextant.flow.Nearest;
import java.util.Arrays;
import java.util.List;

/** A value of a document. Readers ask it for what it should be, and get a {@link BadValue}. */
sealed interface Value {
  Place place();

  /** What it is, for errors. */
  String what();

  /**
   * Names and values.
   *
   * @param members in the order of the text, no name twice
   */
  record Mapping(Place place, List<Member> members) implements Value {
    @Override
    public String what() {
      return "a mapping";
    }
  }

  /** One of a mapping. */
  record Member(String name, Place nameAt, Value value) {}

  record Sequence(Place place, List<Value> items) implements Value {
    @Override
    public String what() {
      return "a list";
    }
  }

  /** What a text on the page stands for. */
  enum Type {
    TEXT,
    INTEGER,
    DECIMAL,
    TRUTH,
    NOTHING
  }

  record Scalar(Place place, Type type, String written) implements Value {
    private static final int SHOWN = 80;

    @Override
    public String what() {
      return switch (type) {
        case TEXT -> quoted(written);
        case INTEGER, DECIMAL -> "the number " + shortened(written);
        case TRUTH -> "the truth value " + written;
        case NOTHING -> "nothing";
      };
    }

    static String quoted(String text) {
      return "\"" + shortened(text) + "\"";
    }

    private static String shortened(String text) {
      return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
  }

  /** Whether it is there at all: what is null counts as left out, as in Kubernetes. */
  default boolean isNothing() {
    return this instanceof Scalar(_, Type type, _) && type == Type.NOTHING;
  }

  default String text() {
    if (this instanceof Scalar(_, Type type, String written)) {
      if (type == Type.TEXT) {
        return written;
      }
      if (type != Type.NOTHING) {
        throw bad(what() + " stands for a text: write \"" + written + "\"");
      }
    }
    throw bad(what() + " stands for a text");
  }

  /** A text that says something. */
  default String name() {
    String text = text();
    if (text.isEmpty()) {
      throw bad("it is empty");
    }
    return text;
  }

  default int integer(int least, int most) {
    if (this instanceof Scalar(_, Type type, String written) && type == Type.INTEGER) {
      long number = written.length() > 10 ? Long.MAX_VALUE : Long.parseLong(written);
      if (number < least || number > most) {
        throw bad("%s: %d to %d is possible".formatted(written, least, most));
      }
      return (int) number;
    }
    throw bad("%s stands for a number from %d to %d".formatted(what(), least, most));
  }

  default boolean truth() {
    if (this instanceof Scalar(_, Type type, String written) && type == Type.TRUTH) {
      return written.equalsIgnoreCase("true");
    }
    throw bad(what() + " stands for true or false");
  }

  default List<Member> members() {
    if (this instanceof Mapping(_, List<Member> members)) {
      return members;
    }
    throw bad(what() + " stands for a mapping of names to values");
  }

  default List<Value> items() {
    if (this instanceof Sequence(_, List<Value> items)) {
      return items;
    }
    throw bad(what() + " stands for a list");
  }

  /** One of a few words. */
  default String oneOf(String... words) {
    String text = text();
    if (!List.of(words).contains(text)) {
      throw bad(
          Scalar.quoted(text)
              + " is none of "
              + String.join(", ", words)
              + Nearest.hint(text, Arrays.stream(words)));
    }
    return text;
  }

  default BadValue bad(String problem) {
    return new BadValue(place(), problem);
  }
}
