package io.sextant.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** How much fits on the screen. The library does not tell; {@code stty} does. */
record ScreenSize(int rows, int columns) {
  private static final ScreenSize USUAL = new ScreenSize(24, 80);

  /** Of the terminal that this process has; the usual one where it cannot be told. */
  static ScreenSize measure() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      return parse(size.strip());
    } catch (IOException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** From {@code 24 80}; a terminal that knows nothing says {@code 0 0}. */
  static ScreenSize parse(String size) {
    if (!size.matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
      return USUAL;
    }
    int blank = size.indexOf(' ');
    return new ScreenSize(
        Integer.parseInt(size.substring(0, blank)), Integer.parseInt(size.substring(blank + 1)));
  }
}
