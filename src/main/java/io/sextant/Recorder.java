package io.sextant;

import io.sextant.control.LiveCluster;
import io.sextant.demo.DemoSettings;
import io.sextant.recording.RecordingHeader;
import io.sextant.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Copies a feed into a file, if one was asked for. */
final class Recorder implements AutoCloseable {
  private final @Nullable RecordingWriter writer;

  private Recorder(@Nullable RecordingWriter writer) {
    this.writer = writer;
  }

  static Recorder to(@Nullable Path file, LiveCluster cluster) throws IOException {
    if (file == null) {
      return new Recorder(null);
    }
    RecordingHeader header = RecordingHeader.now(DemoSettings.defaults().nodeName());
    return new Recorder(RecordingWriter.create(file, header, cluster));
  }

  Feed on(Feed feed) {
    return writer == null ? feed : feed.copiedTo(writer);
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
  }
}
