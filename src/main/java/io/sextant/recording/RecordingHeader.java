package io.sextant.recording;

import java.nio.charset.StandardCharsets;

/**
 * Where and when a recording was made.
 *
 * @param nodeName as its flows name it
 * @param wallNanos a moment in nanoseconds since the Unix epoch
 * @param bootNanos the same moment on the clock of the samples
 */
public record RecordingHeader(String nodeName, long wallNanos, long bootNanos) {
  public RecordingHeader {
    int length = nodeName.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > RecordingFormat.MAX_NODE_NAME) {
      throw new IllegalArgumentException(
          "node name of %d bytes: 1 to %d are possible"
              .formatted(length, RecordingFormat.MAX_NODE_NAME));
    }
  }

  /** For a recording that begins now. */
  public static RecordingHeader now(String nodeName) {
    java.time.Instant now = java.time.Instant.now();
    long wall =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    return new RecordingHeader(nodeName, wall, System.nanoTime());
  }
}
