package io.sextant.manifest;

import io.sextant.manifest.Value.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What the parser found, as values; an alias becomes a copy of what it names, within bounds. */
final class Nodes {
  private static final int DEEPEST = 60;

  /** Values of a document, with copies. */
  private static final int MOST = 2_000_000;

  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");

  private final Errors errors;
  private final int firstLine;
  private int count;

  /**
   * @param firstLine of the text in its file, from 0
   */
  Nodes(Errors errors, int firstLine) {
    this.errors = errors;
    this.firstLine = firstLine;
  }

  Value value(Node node) {
    return value(node, Place.top(line(node), column(node)), 0);
  }

  private Value value(Node node, Place place, int depth) {
    if (depth > DEEPEST || ++count > MOST) {
      throw new BadValue(
          place,
          depth > DEEPEST
              ? "nested deeper than " + DEEPEST + " levels"
              : "more than " + MOST + " values, with copies of aliases");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, place, depth);
      case SequenceNode sequence -> sequence(sequence, place, depth);
      case ScalarNode scalar -> new Scalar(place, type(scalar, place), scalar.getValue());
      case AnchorNode anchor -> value(anchor.getRealNode(), place, depth + 1);
      default -> throw new BadValue(place, "not a value: " + node.getNodeId());
    };
  }

  private Value mapping(MappingNode node, Place place, int depth) {
    checkTag(node, Tag.MAP, place);
    List<Value.Member> members = new ArrayList<>(node.getValue().size());
    Set<String> names = new HashSet<>();
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode name)) {
        throw new BadValue(below(place, "", key), "a name is a text, not " + key.getNodeId());
      }
      String step = "." + name.getValue();
      Place nameAt = below(place, step, key);
      if (!names.add(name.getValue())) {
        errors.add(nameAt, Scalar.quoted(name.getValue()) + " is there twice");
        continue;
      }
      Node content = tuple.getValueNode();
      Value value = value(content, below(place, step, content), depth + 1);
      members.add(new Value.Member(name.getValue(), nameAt, value));
    }
    return new Value.Mapping(place, members);
  }

  private Value sequence(SequenceNode node, Place place, int depth) {
    checkTag(node, Tag.SEQ, place);
    List<Value> items = new ArrayList<>(node.getValue().size());
    for (Node item : node.getValue()) {
      items.add(value(item, below(place, "[" + items.size() + "]", item), depth + 1));
    }
    return new Value.Sequence(place, items);
  }

  /** By the rules of YAML 1.1 that Kubernetes knows: neither times nor numbers with colons. */
  private static Value.Type type(ScalarNode node, Place place) {
    Tag tag = node.getTag();
    String written = node.getValue();
    if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.MERGE)) {
      return Value.Type.TEXT;
    }
    if (tag.equals(Tag.NULL)) {
      return Value.Type.NOTHING;
    }
    if (tag.equals(Tag.BOOL)) {
      return Value.Type.TRUTH;
    }
    if (tag.equals(Tag.INT)) {
      return written.contains(":")
          ? Value.Type.TEXT
          : WHOLE.matcher(written).matches() ? Value.Type.INTEGER : Value.Type.DECIMAL;
    }
    if (tag.equals(Tag.FLOAT)) {
      return written.contains(":") ? Value.Type.TEXT : Value.Type.DECIMAL;
    }
    throw new BadValue(place, "the tag " + tag + " is not supported: leave it out");
  }

  private static void checkTag(Node node, Tag expected, Place place) {
    if (!node.getTag().equals(expected)) {
      throw new BadValue(place, "the tag " + node.getTag() + " is not supported: leave it out");
    }
  }

  private Place below(Place parent, String step, Node node) {
    return new Place(parent, step, line(node), column(node));
  }

  private int line(Node node) {
    return firstLine + node.getStartMark().getLine() + 1;
  }

  private static int column(Node node) {
    return node.getStartMark().getColumn() + 1;
  }
}
