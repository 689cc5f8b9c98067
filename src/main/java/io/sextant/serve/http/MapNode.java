package io.sextant.serve.http;

import io.sextant.filter.Condition;
import io.sextant.filter.Contains;
import io.sextant.filter.Expressions;
import io.sextant.filter.Identities;
import io.sextant.filter.Side;
import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.servicemap.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Conditions about nodes of the map. Which node an endpoint belongs to is seen from the whole flow
 * only; before that is asked, what a store can decide leaves few flows.
 */
final class MapNode {
  private static final String IDENTITY = "identity:";
  private static final String NAME = "name:";
  private static final String RESERVED = "reserved:";
  private static final String CIDR = "cidr:";

  /** How a pod is called whose name nobody knows. */
  private static final String NAMELESS = "identity ";

  private MapNode() {}

  /** Flows whose source or destination belongs to a node. */
  static Condition any(String id) {
    return exactly(id, flow -> source(flow).equals(id) || destination(flow).equals(id));
  }

  /** Flows whose client belongs to a node. */
  static Condition client(String id) {
    return exactly(
        id, flow -> (Orientation.isAnswer(flow) ? destination(flow) : source(flow)).equals(id));
  }

  /** Flows whose server belongs to a node. */
  static Condition server(String id) {
    return exactly(
        id, flow -> (Orientation.isAnswer(flow) ? source(flow) : destination(flow)).equals(id));
  }

  private static Condition exactly(String id, Predicate<Flow> test) {
    return Condition.all(
        List.of(
            Fields.either(side -> maybe(side, id)),
            new Expressions(event -> event instanceof Flow flow && test.test(flow))));
  }

  /** Holds for all flows that have the node on a side, and for few others. */
  private static Condition maybe(Side side, String id) {
    int number =
        id.startsWith(RESERVED)
            ? io.sextant.flow.Identities.reservedNumber(id.substring(RESERVED.length()))
            : id.startsWith(IDENTITY) ? identity(id.substring(IDENTITY.length())) : 0;
    if (number != 0) {
      return new Identities(side, Set.of(number));
    }
    // An endpoint that is absent has identity 0.
    if (id.startsWith(RESERVED) || id.startsWith(IDENTITY)) {
      return Condition.EVERYTHING;
    }
    return id.startsWith(NAME) ? contains(side, id.substring(NAME.length())) : named(side, id);
  }

  private static int identity(String number) {
    return number.matches("-?\\d{1,10}") ? (int) Long.parseLong(number) : 0;
  }

  /**
   * Of a workload, a pod, or what a label says they belong to; or the label of an address range.
   */
  private static Condition named(Side side, String id) {
    boolean isScoped = !id.startsWith(CIDR) && id.indexOf('/') > 0;
    String name = isScoped ? id.substring(id.lastIndexOf('/') + 1) : id;
    List<Condition> all = new ArrayList<>();
    if (isScoped && id.indexOf('/') == id.lastIndexOf('/')) {
      all.add(Fields.namespace(side, id.substring(0, id.indexOf('/'))));
    }
    if (!name.startsWith(NAMELESS)) {
      all.add(contains(side, name));
    }
    return Condition.all(all);
  }

  private static Condition contains(Side side, String part) {
    return part.isEmpty()
        ? Condition.EVERYTHING
        : new Contains(
            side == Side.SOURCE ? Contains.Where.SOURCE : Contains.Where.DESTINATION, part);
  }

  private static String source(Flow flow) {
    return NodeName.of(flow.source(), flow.sourceNames()).id();
  }

  private static String destination(Flow flow) {
    return NodeName.of(flow.destination(), flow.destinationNames()).id();
  }
}
