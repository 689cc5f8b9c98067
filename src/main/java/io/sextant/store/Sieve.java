package io.sextant.store;

import io.sextant.filter.Condition;
import io.sextant.filter.FlowFilter;
import io.sextant.filter.Selection;
import io.sextant.filter.Side;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Passes over flows that cannot be wanted, by the numbers of their endpoints (see {@link
 * Endpoint#number}) and without looking at them: a ring is mostly waiting for memory when it is
 * searched. What one side's endpoint decides is asked once per endpoint; all else is left open.
 * Belongs to one reader.
 */
final class Sieve {
  /** Conditions that are remembered by endpoint; with more of them flows are looked at instead. */
  private static final int MOST_MEMORIES = 16;

  /** Ends of an event that always passes. */
  static final long OPEN = 0;

  private final Node root;

  private Sieve(Node root) {
    this.root = root;
  }

  /** For what a query wants; null where endpoints alone never decide against a flow. */
  static @Nullable Sieve of(Predicate<Event> wanted) {
    Condition condition =
        switch (wanted) {
          case Selection selection -> selection.condition();
          case FlowFilter filter -> filter.condition();
          case Condition itself -> itself;
          default -> Condition.EVERYTHING;
        };
    Node root = node(condition);
    return root.may(Answer.DIFFERS) && root.memories() <= MOST_MEMORIES ? new Sieve(root) : null;
  }

  /** The numbers of both sides as one; {@link #OPEN} if one of them has none. */
  static long ends(int source, int destination) {
    return source == Endpoint.NO_NUMBER || destination == Endpoint.NO_NUMBER
        ? OPEN
        : (long) source << 32 | destination;
  }

  /**
   * Whether an event may be wanted.
   *
   * @param event looked at only for what is not remembered; null to leave that open
   */
  boolean passes(long ends, @Nullable Event event) {
    return ends == OPEN || root.decide(ends, event) != Answer.DIFFERS;
  }

  private enum Answer {
    FITS,
    OPEN,
    DIFFERS;

    Answer opposite() {
      return switch (this) {
        case FITS -> DIFFERS;
        case OPEN -> OPEN;
        case DIFFERS -> FITS;
      };
    }
  }

  private interface Node {
    Answer decide(long ends, @Nullable Event event);

    /** Whether it ever decides so. */
    boolean may(Answer answer);

    int memories();
  }

  private static Node node(Condition condition) {
    Side side = condition.endpointSide();
    if (side != null) {
      return new Memory(condition, side);
    }
    return switch (condition) {
      case Condition.All(var parts) -> new Group(nodes(parts), Answer.DIFFERS);
      case Condition.Any(var parts) -> new Group(nodes(parts), Answer.FITS);
      case Condition.Not(var part) -> new Not(node(part));
      default -> Undecided.IT;
    };
  }

  private static Node[] nodes(List<Condition> conditions) {
    return conditions.stream().map(Sieve::node).toArray(Node[]::new);
  }

  /** What other things than endpoints decide. */
  private enum Undecided implements Node {
    IT;

    @Override
    public Answer decide(long ends, @Nullable Event event) {
      return Answer.OPEN;
    }

    @Override
    public boolean may(Answer answer) {
      return false;
    }

    @Override
    public int memories() {
      return 0;
    }
  }

  /**
   * What was decided for the last endpoints, each in the one place that its number leads to: twice
   * the number, and one more if it fits. Grows while endpoints drive each other out.
   */
  private static final class Memory implements Node {
    private static final int FIRST_PLACES = 1024;
    private static final int MOST_PLACES = 1 << 14;

    private final Condition condition;
    private final int shift;
    private int[] known = new int[FIRST_PLACES];
    private int drivenOut;

    Memory(Condition condition, Side side) {
      this.condition = condition;
      this.shift = side == Side.SOURCE ? Integer.SIZE : 0;
    }

    @Override
    public Answer decide(long ends, @Nullable Event event) {
      int number = (int) (ends >>> shift);
      int answer = known[number & (known.length - 1)];
      if (answer >>> 1 != number) {
        if (event == null) {
          return Answer.OPEN;
        }
        answer = number << 1 | (condition.test(event) ? 1 : 0);
        remember(number, answer);
      }
      return (answer & 1) != 0 ? Answer.FITS : Answer.DIFFERS;
    }

    private void remember(int number, int answer) {
      if (known[number & (known.length - 1)] != 0
          && ++drivenOut > known.length / 2
          && known.length < MOST_PLACES) {
        grow();
      }
      known[number & (known.length - 1)] = answer;
    }

    private void grow() {
      int[] old = known;
      known = new int[4 * old.length];
      for (int answer : old) {
        known[answer >>> 1 & (known.length - 1)] = answer;
      }
      drivenOut = 0;
    }

    @Override
    public boolean may(Answer answer) {
      return true;
    }

    @Override
    public int memories() {
      return 1;
    }
  }

  /**
   * Parts of which one with a certain answer decides: that it differs for all, that it fits for
   * any.
   */
  private static final class Group implements Node {
    private final Node[] parts;
    private final Answer deciding;

    Group(Node[] parts, Answer deciding) {
      this.parts = parts;
      this.deciding = deciding;
    }

    @Override
    public Answer decide(long ends, @Nullable Event event) {
      Answer answer = deciding.opposite();
      for (Node part : parts) {
        Answer one = part.decide(ends, event);
        if (one == deciding) {
          return one;
        }
        answer = one == Answer.OPEN ? one : answer;
      }
      return answer;
    }

    @Override
    public boolean may(Answer answer) {
      Stream<Node> all = Stream.of(parts);
      return answer == deciding
          ? all.anyMatch(part -> part.may(answer))
          : all.allMatch(part -> part.may(answer));
    }

    @Override
    public int memories() {
      return Stream.of(parts).mapToInt(Node::memories).sum();
    }
  }

  private static final class Not implements Node {
    private final Node part;

    Not(Node part) {
      this.part = part;
    }

    @Override
    public Answer decide(long ends, @Nullable Event event) {
      return part.decide(ends, event).opposite();
    }

    @Override
    public boolean may(Answer answer) {
      return part.may(answer.opposite());
    }

    @Override
    public int memories() {
      return part.memories();
    }
  }
}
