package io.sextant.cli;

import java.util.List;

/** A command cannot go on; the message is one line that says why and what to do. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> details;

  CommandFailure(String message) {
    this(message, List.of());
  }

  /**
   * @param details lines that show what the message is about
   */
  CommandFailure(String message, List<String> details) {
    super(message);
    this.details = List.copyOf(details);
  }

  List<String> details() {
    return details;
  }
}
