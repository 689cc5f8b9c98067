package io.sextant.cli;

import picocli.CommandLine.Option;

/** How an answer is printed that people read, or programs. */
final class TextOutput {
  enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  boolean isJson() {
    return format == Format.json;
  }
}
