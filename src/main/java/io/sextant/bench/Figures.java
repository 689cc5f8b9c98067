package io.sextant.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What was measured so far, and on what. */
final class Figures {
  private final Map<String, String> circumstances = new LinkedHashMap<>();
  private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

  Figures(String machine, String version, String input) {
    circumstances.put("machine", machine);
    circumstances.put("version", version);
    circumstances.put("input", input);
  }

  void put(Figure figure, double value) {
    values.put(figure, Math.round(value * 100) / 100.0);
  }

  /** One flat object. */
  String json() {
    Map<String, Object> object = new LinkedHashMap<>(circumstances);
    values.forEach((figure, value) -> object.put(figure.key(), value));
    return JsonMapper.shared().writeValueAsString(object);
  }

  /** For people. */
  String table() {
    List<String> lines = new ArrayList<>();
    circumstances.forEach(
        (name, what) -> lines.add(String.format(Locale.ROOT, "%-9s %s", name, what)));
    values.forEach((figure, value) -> lines.add(line(figure, value)));
    return String.join(System.lineSeparator(), lines);
  }

  private static String line(Figure figure, double value) {
    return String.format(
        Locale.ROOT, "%-36s %,14.2f %-7s %s", figure.key(), value, figure.unit(), figure.meaning());
  }
}
