package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By labels. Events that are no flow have none, which {@code !app} and {@code app!=shop} hold for.
 */
public record Labels(Where where, List<LabelSelector> selectors) implements Criterion {

  /** What a flow names labels of. */
  public enum Where {
    SOURCE("source_label"),
    DESTINATION("destination_label"),
    NODE("node_labels");

    private final String field;

    Where(String field) {
      this.field = field;
    }
  }

  public Labels {
    selectors = List.copyOf(selectors);
  }

  public static Labels parse(Where where, List<String> texts) {
    return new Labels(
        where, texts.stream().map(text -> LabelSelector.parse(where.field, text)).toList());
  }

  @Override
  public boolean test(Event event) {
    List<String> labels = event instanceof Flow flow ? labels(flow) : List.of();
    for (int i = 0; i < selectors.size(); i++) {
      if (selectors.get(i).matches(labels)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Side endpointSide() {
    return switch (where) {
      case SOURCE -> Side.SOURCE;
      case DESTINATION -> Side.DESTINATION;
      case NODE -> null;
    };
  }

  @Override
  public int cost() {
    return 50;
  }

  private List<String> labels(Flow flow) {
    return switch (where) {
      case SOURCE -> flow.source().labels();
      case DESTINATION -> flow.destination().labels();
      case NODE -> flow.node().labels();
    };
  }
}
