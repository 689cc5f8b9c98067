package io.sextant.cli;

import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sextant version}. */
@Command(
    name = "version",
    header = "Show which version this is.",
    footer = {"", "Examples:", "  sextant version", "  sextant version -o json"})
final class VersionCommand implements Runnable {
  enum Output {
    text,
    json
  }

  private final Terminal terminal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: text.")
  private Output output = Output.text;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    String version = Version.current();
    String java = Runtime.version().toString();
    String os = System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "unknown");
    terminal.println(
        switch (output) {
          case text ->
              "sextant %s (API of Hubble %s) with Java %s on %s/%s"
                  .formatted(version, Version.HUBBLE_API, java, os, arch);
          case json ->
              "{\"version\":\"%s\",\"hubble_api\":\"%s\",\"java\":\"%s\",\"os\":\"%s\",\"arch\":\"%s\"}"
                  .formatted(version, Version.HUBBLE_API, java, os, arch);
        });
  }
}
