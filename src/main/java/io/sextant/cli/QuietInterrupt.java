package io.sextant.cli;

/**
 * While it is open, Ctrl-C and SIGTERM end the process with what was printed so far and without a
 * complaint.
 */
final class QuietInterrupt implements AutoCloseable {
  private final Thread hook;

  private QuietInterrupt(Thread hook) {
    this.hook = hook;
  }

  static QuietInterrupt install(Terminal terminal) {
    Thread hook =
        new Thread(
            () -> {
              terminal.end();
              Runtime.getRuntime().halt(0);
            },
            "interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    return new QuietInterrupt(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Already on the way out.
    }
  }
}
