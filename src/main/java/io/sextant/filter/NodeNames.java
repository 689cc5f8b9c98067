package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By the node that a flow was seen on. */
public final class NodeNames implements Criterion {
  private static final String FIELD = "node_name";
  private static final String DEFAULT_CLUSTER = "default/";

  private final List<Pattern> patterns;
  private @Nullable Verdict latest;

  /**
   * @param cluster null for any
   * @param node null for any
   */
  private record Pattern(@Nullable NamePattern cluster, @Nullable NamePattern node) {
    boolean fits(String name) {
      int slash = name.indexOf('/');
      return part(cluster, name.substring(0, slash)) && part(node, name.substring(slash + 1));
    }

    private static boolean part(@Nullable NamePattern pattern, String name) {
      return pattern == null ? name.matches("[-_.0-9a-z]+") : pattern.matches(name);
    }
  }

  /** Most events in a row are from one node: its name is looked at once. */
  private record Verdict(Node node, boolean fits) {}

  private NodeNames(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /** Reads {@code node} (in the cluster default) or {@code cluster/node}; an empty part is any. */
  public static NodeNames parse(List<String> texts) {
    return new NodeNames(texts.stream().map(NodeNames::pattern).toList());
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    Verdict known = latest;
    if (known == null || known.node() != flow.node()) {
      known = new Verdict(flow.node(), fits(flow.node().name()));
      latest = known;
    }
    return known.fits();
  }

  @Override
  public int cost() {
    return 3;
  }

  private boolean fits(String name) {
    if (name.isEmpty()) {
      return false;
    }
    String full = name.indexOf('/') < 0 ? DEFAULT_CLUSTER + name : name;
    return patterns.stream().anyMatch(pattern -> pattern.fits(full));
  }

  private static Pattern pattern(String text) {
    String all = NamePattern.trim(text);
    String[] parts = all.split("/", -1);
    if (all.isEmpty() || parts.length > 2) {
      throw InvalidFilterException.value(FIELD, text, "is not a node or cluster/node");
    }
    return parts.length == 1
        ? new Pattern(part(text, "default"), part(text, parts[0]))
        : new Pattern(part(text, parts[0]), part(text, parts[1]));
  }

  private static @Nullable NamePattern part(String whole, String part) {
    return part.isEmpty() ? null : NamePattern.ofPart(FIELD, whole, part);
  }
}
