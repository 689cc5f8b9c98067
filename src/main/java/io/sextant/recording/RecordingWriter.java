package io.sextant.recording;

import io.sextant.control.ClusterJsonWriter;
import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it is given to a file; used by the one thread that drains the rings.
 *
 * <p>A sample that cannot be written is counted, and the reason is thrown when the recording is
 * closed.
 */
public final class RecordingWriter implements SampleConsumer, AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final DataOutputStream out;
  private final Supplier<ClusterState> cluster;
  private @Nullable ClusterState written;
  private @Nullable IOException failure;
  private long samples;
  private long unwritten;

  private RecordingWriter(GZIPOutputStream out, Supplier<ClusterState> cluster) {
    this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
    this.cluster = cluster;
  }

  /**
   * Begins a new file, or replaces one.
   *
   * @param cluster asked before each sample; a state that was not written yet is written first
   */
  public static RecordingWriter create(
      Path file, RecordingHeader header, Supplier<ClusterState> cluster) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    try {
      return to(out, header, cluster);
    } catch (IOException e) {
      out.close();
      throw e;
    }
  }

  /** Begins a recording on a stream, which closing closes. */
  static RecordingWriter to(
      OutputStream out, RecordingHeader header, Supplier<ClusterState> cluster) throws IOException {
    RecordingWriter writer = new RecordingWriter(Gzip.tight(out), cluster);
    writer.write(header);
    return writer;
  }

  /** The same for someone who reads along: packed fast, and {@link #flush} lets all through. */
  static RecordingWriter live(
      OutputStream out, RecordingHeader header, Supplier<ClusterState> cluster) throws IOException {
    RecordingWriter writer = new RecordingWriter(Gzip.fast(out), cluster);
    writer.write(header);
    return writer;
  }

  @Override
  public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
    samples++;
    attempt(
        bootNanos,
        1,
        () -> {
          begin(RecordingFormat.SAMPLE, RecordingFormat.SAMPLE_HEADER + length);
          out.writeShort(cpu);
          out.writeLong(bootNanos);
          out.write(buffer, offset, length);
        });
  }

  @Override
  public void lost(int cpu, long bootNanos, LossSource source, long count) {
    attempt(
        bootNanos,
        0,
        () -> {
          begin(RecordingFormat.LOSS, RecordingFormat.LOSS_LENGTH);
          out.writeShort(cpu);
          out.writeLong(bootNanos);
          out.writeByte(source.ordinal());
          out.writeLong(count);
        });
  }

  /** Samples taken so far. */
  public long samples() {
    return samples;
  }

  /** Samples that are not in the file. */
  public long unwritten() {
    return unwritten;
  }

  /** Nothing can be written any more; {@link #close} tells why. */
  public boolean hasFailed() {
    return failure != null;
  }

  /** Passes on what was written so far. */
  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Ends the file. */
  @Override
  public void close() throws IOException {
    try (out) {
      if (failure != null) {
        throw failure;
      }
      begin(RecordingFormat.END, RecordingFormat.END_LENGTH);
      out.writeLong(samples - unwritten);
      out.writeLong(unwritten);
    }
  }

  private void write(RecordingHeader header) throws IOException {
    byte[] name = header.nodeName().getBytes(StandardCharsets.UTF_8);
    out.write(RecordingFormat.MAGIC);
    out.writeShort(RecordingFormat.VERSION);
    out.writeShort(name.length);
    out.write(name);
    out.writeLong(header.wallNanos());
    out.writeLong(header.bootNanos());
  }

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private void attempt(long bootNanos, int sampleCount, Write write) {
    if (failure != null) {
      unwritten += sampleCount;
      return;
    }
    try {
      writeClusterIfNew(bootNanos);
      write.run();
    } catch (IOException e) {
      failure = e;
      unwritten += sampleCount;
    }
  }

  private void writeClusterIfNew(long bootNanos) throws IOException {
    ClusterState current = cluster.get();
    if (current == written) {
      return;
    }
    byte[] json = ClusterJsonWriter.write(current).getBytes(StandardCharsets.UTF_8);
    begin(RecordingFormat.CLUSTER, RecordingFormat.CLUSTER_HEADER + json.length);
    out.writeLong(bootNanos);
    out.write(json);
    written = current;
  }

  private void begin(int kind, int length) throws IOException {
    out.writeByte(kind);
    out.writeInt(length);
  }

  private static final class Gzip extends GZIPOutputStream {
    private Gzip(OutputStream out, int level) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(level);
    }

    /** As tight as the format can: a file is written once and read often. */
    static Gzip tight(OutputStream out) throws IOException {
      return new Gzip(out, Deflater.BEST_COMPRESSION);
    }

    static Gzip fast(OutputStream out) throws IOException {
      return new Gzip(out, Deflater.BEST_SPEED);
    }
  }
}
