package io.sextant.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lines on a screen that are drawn again in their place. Never taller than the screen, and lines
 * that are too long are cut by it: so each draw knows how many lines up the one before began.
 */
final class LiveScreen {
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final int USUAL_HEIGHT = 24;
  private static final long MEASURE_NANOS = 2_000_000_000L;

  private final Terminal terminal;
  private int drawn;
  private int height = USUAL_HEIGHT;
  private long measured;

  LiveScreen(Terminal terminal) {
    this.terminal = terminal;
  }

  /** As many lines as fit, in place of those before. */
  void draw(String text, long nanoTime) {
    if (measured == 0 || nanoTime - measured > MEASURE_NANOS) {
      height = Math.max(2, height());
      measured = nanoTime;
    }
    List<String> lines = text.lines().toList();
    put(lines, Math.min(lines.size(), height - 1), NO_WRAP);
  }

  /** All lines, to stay. */
  void end(String text) {
    List<String> lines = text.lines().toList();
    put(lines, lines.size(), WRAP);
    drawn = 0;
  }

  private void put(List<String> lines, int count, String mode) {
    StringBuilder out = new StringBuilder(mode);
    if (drawn > 0) {
      out.append("\u001b[").append(drawn).append('A');
    }
    out.append('\r');
    for (int i = 0; i < count; i++) {
      // The sum is on the last line: it is shown instead of what does not fit.
      boolean sum = i == count - 1 && count < lines.size();
      out.append(lines.get(sum ? lines.size() - 1 : i)).append(CLEAR_REST_OF_LINE).append('\n');
    }
    drawn = count;
    terminal.print(out.append(CLEAR_BELOW).append(WRAP));
    terminal.flush();
  }

  /** The library does not tell; {@code stty} does. */
  private static int height() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      stty.waitFor(1, TimeUnit.SECONDS);
      int rows = Integer.parseInt(size.substring(0, Math.max(0, size.indexOf(' '))));
      return rows > 0 ? rows : USUAL_HEIGHT;
    } catch (IOException | NumberFormatException e) {
      return USUAL_HEIGHT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_HEIGHT;
    }
  }
}
