package io.sextant.demo;

import java.io.IOException;

/** One step of taking something down. */
@FunctionalInterface
interface Closing {
  void run() throws IOException;

  /** Takes down what a failure left half-made; the failure stays the one to be thrown. */
  static void after(Exception failure, Closing closing) {
    try {
      closing.run();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
