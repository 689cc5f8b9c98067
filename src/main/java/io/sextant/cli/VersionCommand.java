package io.sextant.cli;

import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sextant version}. */
@Command(
    name = "version",
    header = "Show which version this is.",
    footer = {"", "Examples:", "  sextant version", "  sextant version -o json"})
final class VersionCommand implements Runnable {
  private final Terminal terminal;

  @Mixin private final TextOutput output = new TextOutput();

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
        output.isJson()
            ? "{\"version\":\"%s\",\"hubble_api\":\"%s\",\"java\":\"%s\",\"os\":\"%s\",\"arch\":\"%s\"}"
                .formatted(version, Version.HUBBLE_API, java, os, arch)
            : "sextant %s (API of Hubble %s) with Java %s on %s/%s"
                .formatted(version, Version.HUBBLE_API, java, os, arch));
  }
}
