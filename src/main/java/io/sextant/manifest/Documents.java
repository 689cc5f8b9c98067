package io.sextant.manifest;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * A file's text as documents. Each is parsed alone: a broken one does not take those behind it
 * away. Nothing is ever made of a tag but texts, numbers and truth values.
 */
final class Documents {
  private static final Pattern SEPARATOR = Pattern.compile("(---|\\.\\.\\.)([ \\t].*)?");
  private static final Pattern EMPTY = Pattern.compile("\uFEFF?\\s*(#.*|---|\\.\\.\\.|%.*)?");

  private final Errors errors;
  private final Consumer<Value> reader;
  private int number;

  /**
   * @param reader gets the documents, while {@code errors} knows their numbers
   */
  Documents(Errors errors, Consumer<Value> reader) {
    this.errors = errors;
    this.reader = reader;
  }

  /** Lines that begin with three hyphens part documents wherever they stand; YAML 1.2, 9.1.2. */
  void read(String text) {
    List<String> lines = new ArrayList<>();
    int first = 0;
    int at = 0;
    for (String line : text.split("\r\n|\r|\n", -1)) {
      if (at > first && SEPARATOR.matcher(line).matches()) {
        document(lines, first);
        lines.clear();
        first = at;
      }
      lines.add(line);
      at++;
    }
    document(lines, first);
  }

  private void document(List<String> lines, int first) {
    if (lines.stream().allMatch(line -> EMPTY.matcher(line).matches())) {
      return;
    }
    number++;
    errors.in(number);
    try {
      checkPrintable(lines, first);
      Node node = yaml().compose(new StringReader(Json.asYaml(String.join("\n", lines))));
      if (node != null) {
        int before = errors.count();
        Value value = new Nodes(errors, first).value(node);
        if (errors.count() == before) {
          reader.accept(value);
        }
      }
    } catch (BadValue e) {
      errors.add(e.place(), e.problem());
    } catch (MarkedYAMLException e) {
      errors.add(place(e, first), "not YAML: " + String.valueOf(e.getProblem()).strip());
    } catch (YAMLException e) {
      errors.add(Place.top(first + 1, 1), "not YAML: " + e.getMessage());
    }
  }

  private static void checkPrintable(List<String> lines, int first) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!StreamReader.isPrintable(line)) {
        int column = 0;
        while (StreamReader.isPrintable(line.codePointAt(column))) {
          column += Character.charCount(line.codePointAt(column));
        }
        throw new BadValue(
            Place.top(first + i + 1, column + 1),
            "not YAML: character U+%04X".formatted(line.codePointAt(column)));
      }
    }
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new Yaml(new SafeConstructor(options));
  }

  private static Place place(MarkedYAMLException e, int first) {
    Mark mark = e.getProblemMark();
    return mark == null
        ? Place.top(first + 1, 1)
        : Place.top(first + mark.getLine() + 1, mark.getColumn() + 1);
  }
}
