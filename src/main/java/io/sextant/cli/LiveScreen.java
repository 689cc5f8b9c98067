package io.sextant.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * Lines on a screen that are drawn again in their place. Never taller than the screen, and lines
 * that are too long are cut by it: so each draw knows how many lines up the one before began.
 */
final class LiveScreen {
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final long MEASURE_NANOS = 2_000_000_000L;

  private final Terminal terminal;
  private final Supplier<ScreenSize> measure;
  private ScreenSize size = new ScreenSize(0, 0);
  private long measured;
  private int drawn;

  LiveScreen(Terminal terminal, Supplier<ScreenSize> measure) {
    this.terminal = terminal;
    this.measure = measure;
  }

  /** How much fits now, or did a moment ago. */
  ScreenSize size(long nanoTime) {
    if (size.rows() == 0 || nanoTime - measured > MEASURE_NANOS) {
      size = measure.get();
      measured = nanoTime;
    }
    return size;
  }

  /** As many lines as fit, in place of those before. */
  void draw(String text) {
    List<String> lines = text.lines().toList();
    put(lines, Math.min(lines.size(), Math.max(1, size.rows() - 1)), NO_WRAP);
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
}
