package io.sextant.history.index;

import io.sextant.history.block.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Which blocks to look into: those whose terms are as this says. */
public sealed interface Choice {
  /** Blocks with at least one of these terms; none at all if there are no terms. */
  record AnyOf(List<byte[]> terms) implements Choice {
    public AnyOf {
      terms = List.copyOf(terms);
    }

    /** All that stands in the buffer. */
    public static AnyOf of(Terms terms) {
      byte[][] list = new byte[terms.size()][];
      for (int i = 0; i < list.length; i++) {
        list[i] = Arrays.copyOfRange(terms.bytes(), terms.start(i), terms.end(i));
      }
      return new AnyOf(List.of(list));
    }
  }

  /** Blocks with a term of {@link Terms.Kind#TEXT} that begins so. */
  record Prefix(String text) implements Choice {
    byte[] bytes() {
      Terms terms = new Terms();
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      terms.add(Terms.Kind.TEXT, utf8, 0, utf8.length);
      return AnyOf.of(terms).terms().getFirst();
    }
  }

  /** Blocks that all of these choose; every block if there are none. */
  record AllOf(List<Choice> choices) implements Choice {
    public AllOf {
      choices = List.copyOf(choices);
    }
  }

  /** Blocks that at least one of these chooses. */
  record Either(List<Choice> choices) implements Choice {
    public Either {
      choices = List.copyOf(choices);
    }
  }
}
