package io.sextant.history;

/** Whether flows are stored. */
public sealed interface HistoryState {
  /** They are. */
  record Storing() implements HistoryState {}

  /** The disk is full; what is there is served, and storing goes on when there is room. */
  record Full(String message) implements HistoryState {}

  /** Something else failed; storing is attempted again and again. */
  record Stopped(String message) implements HistoryState {}

  HistoryState STORING = new Storing();

  /** What a failure of the disk means, told from its message and the room that is left. */
  static HistoryState after(Exception failure, long usableBytes) {
    String message = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (text.contains("No space left") || text.contains("quota exceeded")) {
        return new Full(message);
      }
    }
    return usableBytes < NO_ROOM ? new Full(message) : new Stopped(failure.toString());
  }

  /** Less than this is none, whatever the message says in whatever language. */
  long NO_ROOM = 1 << 20;
}
