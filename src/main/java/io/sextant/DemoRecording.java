package io.sextant;

import io.sextant.recording.RecordingReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** The recording that every build has: a minute of the demo. */
final class DemoRecording {
  private static final String RESOURCE = "/demo/shop.sxr";

  private DemoRecording() {}

  static RecordingReader open() throws IOException {
    InputStream in = DemoRecording.class.getResourceAsStream(RESOURCE);
    if (in == null) {
      throw new FileNotFoundException("this build has no recording at " + RESOURCE);
    }
    return RecordingReader.open("the demo's recording", in);
  }
}
