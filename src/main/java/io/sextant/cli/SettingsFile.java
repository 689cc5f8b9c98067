package io.sextant.cli;

import io.sextant.flow.Nearest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a file of settings: a flat map in YAML, whose keys are called as the flags are. */
final class SettingsFile {
  private SettingsFile() {}

  /** A key that nobody knows is said beside the output, because it is a typo or a newer one. */
  static List<Setting> read(Path file, Terminal terminal) {
    Node root = compose(file);
    List<Setting> settings = new ArrayList<>();
    if (root == null) {
      return settings;
    }
    if (!(root instanceof MappingNode map)) {
      throw new CommandFailure(file + ": give lines of the form key: value");
    }
    for (NodeTuple entry : map.getValue()) {
      String place = file + ":" + (entry.getKeyNode().getStartMark().getLine() + 1) + ": ";
      String name = text(entry.getKeyNode()).orElse("?");
      SettingKey.named(name)
          .ifPresentOrElse(
              key -> {
                List<String> values = values(place + name, key, entry.getValueNode());
                if (!values.isEmpty()) {
                  settings.add(new Setting(key, values, place + name));
                }
              },
              () ->
                  terminal.complain(
                      "sextant: "
                          + place
                          + name
                          + " is no setting and is left out"
                          + Nearest.hint(name, SettingKey.names())));
    }
    return settings;
  }

  private static List<String> values(String source, SettingKey key, Node value) {
    if (value instanceof SequenceNode list) {
      boolean several = key.kind() == SettingKey.Kind.LIST || key.kind() == SettingKey.Kind.FILTERS;
      List<String> texts = list.getValue().stream().flatMap(node -> text(node).stream()).toList();
      if (several && texts.size() == list.getValue().size()) {
        return texts;
      }
    }
    String one =
        text(value)
            .orElseThrow(() -> new CommandFailure(source + ": give one value, not a structure"));
    return one.isEmpty() ? List.of() : key.split(one);
  }

  private static Optional<String> text(Node node) {
    return node instanceof ScalarNode scalar
        ? Optional.of(scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue())
        : Optional.empty();
  }

  private static @Nullable Node compose(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new CommandFailure(file + ":" + line + ": no YAML: " + e.getProblem());
    } catch (YAMLException | IOException e) {
      throw new CommandFailure(file + ": cannot be read: " + e.getMessage());
    }
  }
}
