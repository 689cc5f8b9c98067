package io.sextant.recording;

import java.io.IOException;

/** A file that is not a recording, or a broken one: what is wrong, and where. */
public final class RecordingException extends IOException {
  private static final long serialVersionUID = 1L;

  RecordingException(String source, long offset, String what) {
    super("%s: %s (byte %d of the unpacked data)".formatted(source, what, offset));
  }

  RecordingException(String source, String what, Throwable cause) {
    super(source + ": " + what, cause);
  }
}
