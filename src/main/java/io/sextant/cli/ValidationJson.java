package io.sextant.cli;

import io.sextant.cli.ValidateCommand.Checked;
import io.sextant.manifest.ManifestError;
import io.sextant.manifest.Manifests;
import io.sextant.manifest.ObjectName;
import java.util.List;
import java.util.function.BiConsumer;

/** The same for programs: one object with all files. */
final class ValidationJson {
  private ValidationJson() {}

  static String of(List<Checked> files) {
    StringBuilder out = new StringBuilder();
    boolean valid = files.stream().allMatch(file -> file.manifests().errors().isEmpty());
    out.append("{\"valid\":").append(valid).append(",\"files\":");
    list(out, files, ValidationJson::file);
    return out.append('}').toString();
  }

  private static void file(StringBuilder out, Checked file) {
    text(out.append('{'), "file", file.file());
    out.append(",\"objects\":");
    list(out, file.manifests().items(), ValidationJson::item);
    out.append(",\"errors\":");
    list(out, file.manifests().errors(), ValidationJson::error);
    out.append('}');
  }

  private static void item(StringBuilder out, Manifests.Item item) {
    name(out.append('{'), item.object().name());
    out.append(",\"document\":").append(item.at().document());
    out.append(",\"line\":").append(item.at().line());
    text(out.append(','), "does", ObjectText.of(item.object()));
    out.append('}');
  }

  private static void error(StringBuilder out, ManifestError error) {
    out.append('{');
    ObjectName object = error.object();
    if (object != null) {
      name(out, object);
      out.append(',');
    }
    out.append("\"document\":").append(error.at().document());
    out.append(",\"line\":").append(error.at().line());
    out.append(",\"column\":").append(error.at().column());
    text(out.append(','), "path", error.at().path());
    text(out.append(','), "problem", error.problem());
    out.append('}');
  }

  private static void name(StringBuilder out, ObjectName name) {
    text(out, "kind", name.kind());
    text(out.append(','), "namespace", name.namespace());
    text(out.append(','), "name", name.name());
  }

  private static void text(StringBuilder out, String field, String value) {
    out.append('"').append(field).append("\":");
    JsonValues.string(out, value);
  }

  private static <T> void list(
      StringBuilder out, List<T> items, BiConsumer<StringBuilder, T> print) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ",");
      print.accept(out, items.get(i));
    }
    out.append(']');
  }
}
