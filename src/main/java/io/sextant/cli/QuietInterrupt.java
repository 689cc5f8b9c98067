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
              try {
                terminal.flush();
              } catch (Terminal.ReaderGone e) {
                // Nobody is there to read it.
              }
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
