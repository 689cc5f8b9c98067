package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.Condition.Not;
import io.sextant.filter.Replies;
import io.sextant.filter.Side;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which end of a flow a field is about. */
enum End {
  EITHER(List.of()),
  /** Of the packet, as in Hubble. */
  SOURCE(List.of("source", "from", "src")),
  DESTINATION(List.of("destination", "to", "dst")),
  /** Of the conversation: of a reply, the client is the destination. */
  CLIENT(List.of("client")),
  SERVER(List.of("server"));

  private static final Condition REPLY = new Replies(Set.of(true));

  private final List<String> names;

  End(List<String> names) {
    this.names = names;
  }

  /** As a field may begin, the first being the one that is printed. */
  List<String> names() {
    return names;
  }

  static @Nullable End named(String name) {
    for (End end : values()) {
      if (end.names.contains(name)) {
        return end;
      }
    }
    return null;
  }

  Condition of(Function<Side, Condition> on) {
    return switch (this) {
      case EITHER -> Condition.any(List.of(on.apply(Side.SOURCE), on.apply(Side.DESTINATION)));
      case SOURCE -> on.apply(Side.SOURCE);
      case DESTINATION -> on.apply(Side.DESTINATION);
      case CLIENT -> byReply(on.apply(Side.SOURCE), on.apply(Side.DESTINATION));
      case SERVER -> byReply(on.apply(Side.DESTINATION), on.apply(Side.SOURCE));
    };
  }

  private static Condition byReply(Condition request, Condition reply) {
    return Condition.any(
        List.of(
            Condition.all(List.of(new Not(REPLY), request)), Condition.all(List.of(REPLY, reply))));
  }
}
