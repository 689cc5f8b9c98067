package io.sextant.cli;

import io.sextant.cli.ValidateCommand.Checked;
import io.sextant.manifest.ManifestError;
import io.sextant.manifest.Manifests;
import java.util.List;

/** What a check of manifests found, for people: each error with its line and a mark below. */
final class ValidationText {
  private static final int SHOWN = 100;

  private final Terminal terminal;
  private final Paint paint;

  ValidationText(Terminal terminal) {
    this.terminal = terminal;
    this.paint = terminal.colors() ? Paint.COLORS : Paint.PLAIN;
  }

  void print(List<Checked> files) {
    int objects = 0;
    int errors = 0;
    for (Checked file : files) {
      file(file);
      objects += file.manifests().items().size();
      errors += file.manifests().errors().size();
    }
    terminal.println(
        "%s good, %s in %s"
            .formatted(
                Count.of(objects, "object"),
                Count.of(errors, "error"),
                Count.of(files.size(), "file")));
  }

  private void file(Checked file) {
    terminal.println(Escape.text(file.file()));
    for (Manifests.Item item : file.manifests().items()) {
      terminal.println(
          "  %sgood%s   %s: %s"
              .formatted(
                  paint.good(), paint.end(), item.object().name(), ObjectText.of(item.object())));
    }
    String[] lines = file.text().split("\r\n|\r|\n", -1);
    file.manifests().errors().forEach(error -> error(error, lines));
  }

  private void error(ManifestError error, String[] lines) {
    String whose = error.object() == null ? "" : error.object() + ", ";
    terminal.println(
        "  %serror%s  %s%s%s: %s"
            .formatted(
                paint.bad(),
                paint.end(),
                whose,
                "line " + error.at().line() + ", column " + error.at().column(),
                error.at().path().isEmpty() ? "" : ", " + Escape.text(error.at().path()),
                Escape.text(error.problem())));
    if (error.at().line() <= lines.length) {
      source(lines[error.at().line() - 1], error.at().column(), error.at().line());
    }
  }

  /** The part of a line around a column, and a mark below it. */
  private void source(String line, int column, int number) {
    int at = Math.min(column - 1, line.length());
    int from = Math.max(0, at - SHOWN / 2);
    String shown = line.substring(from, Math.min(line.length(), from + SHOWN));
    String margin = "%6d | ".formatted(number);
    terminal.println(margin + Escape.text(shown.replace('\t', ' ')));
    terminal.println(
        " ".repeat(margin.length() - 2)
            + "| "
            + " ".repeat(Escape.text(shown.substring(0, at - from).replace('\t', ' ')).length())
            + paint.bad()
            + "^"
            + paint.end());
  }
}
